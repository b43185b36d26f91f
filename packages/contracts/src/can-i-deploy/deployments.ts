import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as z from "zod";

/** Stages that are deployed slice by slice, in an order that matters. */
export const sharedStages: readonly string[] = ["staging", "prod"];

/**
 * What was read last of what runs on each shared stage, a file per stage. The stage itself keeps it, a parameter for each
 * project; this copy answers without AWS.
 */
export const recordsFolder = ".local/deployed";

const Revisions = z.record(z.string().regex(/^[^/]+\/.+\.v\d+$/), z.int().min(1));

/** Versions such as `sourdough.orders/OrderPlaced.v2`, with the newest registered revision the code knows. */
const Uses = z.strictObject({ publishes: Revisions, takes: Revisions });
export type Uses = z.infer<typeof Uses>;

/** What a stage knows of a project: schema of its record. */
export const Deployment = z.strictObject({ commit: z.string(), deployedAt: z.iso.datetime(), ...Uses.shape });
/** A project as it was deployed to a stage last. */
export type Deployment = z.infer<typeof Deployment>;

const Stage = z.record(z.string(), Deployment);
/** By name of the project; empty for a stage that nothing was deployed to. */
export type Stage = z.infer<typeof Stage>;

const fileOf = (root: string, stage: string) => join(root, recordsFolder, `${stage}.json`);

/** Throws when the file is not what `npm run deploy` writes. */
export async function readStage(root: string, stage: string): Promise<Stage> {
  const text = await readFile(fileOf(root, stage), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "{}";
    throw error;
  });
  try {
    return Stage.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(
      `${recordsFolder}/${stage}.json is no record of a stage: remove it, and npm run deploy -- --stage ${stage} --dry-run asks the stage anew`,
      { cause },
    );
  }
}

/** Keeps what a stage knows, for whoever asks without AWS. */
export async function keepStage(root: string, stage: string, recorded: Stage): Promise<void> {
  const sorted = Object.entries(Stage.parse(recorded)).sort(([one], [other]) => (one < other ? -1 : 1));
  await mkdir(dirname(fileOf(root, stage)), { recursive: true });
  await writeFile(fileOf(root, stage), `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
}
