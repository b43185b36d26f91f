import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as z from "zod";

/** Stages that are deployed slice by slice, in an order that matters. */
export const sharedStages: readonly string[] = ["staging", "prod"];

/** What runs on each shared stage, a file per stage; `tools/deploy.ts` writes it. */
export const recordsFolder = "events-schema/deployed";

const Revisions = z.record(z.string().regex(/^[^/]+\/.+\.v\d+$/), z.int().min(1));

/** Versions such as `sourdough.orders/OrderPlaced.v2`, with the newest registered revision the code knows. */
const Uses = z.strictObject({ publishes: Revisions, takes: Revisions });
export type Uses = z.infer<typeof Uses>;

const Deployment = z.strictObject({ commit: z.string(), deployedAt: z.iso.datetime(), ...Uses.shape });
/** A project as it was deployed to a stage last. */
export type Deployment = z.infer<typeof Deployment>;

const Stage = z.record(z.string(), Deployment);
/** By name of the project; empty for a stage that nothing was deployed to. */
export type Stage = z.infer<typeof Stage>;

const fileOf = (root: string, stage: string) => join(root, recordsFolder, `${stage}.json`);

/** Throws when the file is not what `tools/deploy.ts` writes. */
export async function readStage(root: string, stage: string): Promise<Stage> {
  const text = await readFile(fileOf(root, stage), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "{}";
    throw error;
  });
  try {
    return Stage.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(
      `${recordsFolder}/${stage}.json is no record of a stage: put it back (git checkout), or deploy anew what it should name`,
      { cause },
    );
  }
}

/** Writes down that a project was deployed; gives the file. */
export async function recordDeployment(
  root: string,
  stage: string,
  project: string,
  deployment: Deployment,
): Promise<string> {
  const recorded = { ...(await readStage(root, stage)), [project]: Deployment.parse(deployment) };
  const sorted = Object.entries(recorded).sort(([one], [other]) => (one < other ? -1 : 1));
  await mkdir(dirname(fileOf(root, stage)), { recursive: true });
  await writeFile(fileOf(root, stage), `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
  return `${recordsFolder}/${stage}.json`;
}
