import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const standIn = z.union([
  z.string(),
  z.strictObject({ module: z.string(), options: z.unknown().optional() }),
]);

const manifest = z.looseObject({ localCloud: z.unknown().optional() });

const settings = z.strictObject({
  /** A command for the shell, run with the cloud's addresses when everything is up: it fills tables. */
  afterStart: z.string().optional(),
  /** Path of a module that exports `events`: the app's event contracts, for the console. */
  events: z.string().optional(),
  /** Whether users of user pools are confirmed at sign-up, as if the code in the mailbox had been entered. */
  confirmSignUps: z.boolean().optional(),
  /** Path of a file with figures of other forms of the app, which the console shows beside the bill of a run. */
  comparison: z.string().optional(),
  /**
   * URL of a third party -> path or package name of a module whose `startStandIn` answers in its place, by itself or with
   * `options` that the module understands.
   */
  standIns: z.record(z.url(), standIn).optional(),
});

/** How an app names a stand-in. */
export type StandInSetting = z.output<typeof standIn>;

/** What an app tells the local cloud beside its config: `localCloud` in its package.json. */
export type AppSettings = z.output<typeof settings>;

const readManifest = (file: string) => {
  try {
    return manifest.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? "it is not an object" : (cause as Error).message;
    throw new Error(`${file} cannot be read as JSON: ${why}. Mend it, and start again.`, { cause });
  }
};

/** Settings of the app in the folder `root`; throws when there are others than these. */
export const readAppSettings = (root: string): AppSettings => {
  const file = join(root, "package.json");
  if (!existsSync(file)) return {};
  const { localCloud = {} } = readManifest(file);
  const { data, error } = settings.safeParse(localCloud);
  if (data) return data;
  throw new Error(`localCloud in ${file} is not understood:\n${z.prettifyError(error)}`);
};
