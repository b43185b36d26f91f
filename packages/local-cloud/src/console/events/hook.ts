import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { readAppSettings } from "../../core/app-manifest.ts";

type Check = (detail: unknown) => { path: string; message: string }[];
type Examples = () => unknown[];

const fn = <Type>() => z.custom<Type>((value) => typeof value === "function", "is no function");

const contract = z.object({
  source: z.string(),
  detailType: z.string(),
  version: z.number(),
  description: z.string().default(""),
  personal: z.array(z.string()).default([]),
  /** Complete `detail` objects with new ids and times, ready to send. */
  examples: fn<Examples>(),
  /** What of a `detail` breaks the contract. */
  check: fn<Check>().optional(),
});

const hook = z.object({ events: z.array(contract) });

/** An event contract of the app, for the console. */
export type HookContract = z.output<typeof contract>;

/**
 * Loads the module that `localCloud.events` in the app's package.json names: it exports `events`, a list of contracts
 * with examples. An app without one has none; one that does not load is reported.
 */
export const loadContracts = async (
  root: string,
  warn: (message: string) => void,
): Promise<readonly HookContract[]> => {
  const { events: module } = readAppSettings(root);
  if (module === undefined) return [];
  try {
    return hook.parse(await import(pathToFileURL(join(root, module)).href)).events;
  } catch (error) {
    warn(
      `The console knows no event contracts: ${module} (localCloud.events in package.json): ${(error as Error).message}`,
    );
    return [];
  }
};
