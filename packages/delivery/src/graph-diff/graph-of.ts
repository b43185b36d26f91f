import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ResourceGraph } from "sourdough-local";

const run = promisify(execFile);

/** What is evaluated, and by whom. */
export interface Evaluated {
  /** Of the local cloud that evaluates, whatever it evaluates. */
  readonly root: string;
  readonly slice: string;
  readonly stage: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** What a slice declares; undefined where the commit has no such slice. */
export async function graphOf(
  folder: string,
  { root, slice, stage, variables }: Evaluated,
): Promise<ResourceGraph | undefined> {
  const out = await mkdtemp(join(tmpdir(), "graph-"));
  const file = join(out, "graph.json");
  try {
    const synth = join(root, "packages/local-cloud/src/synth/cli.ts");
    await run(process.execPath, [synth, "--config", folder, "--stage", stage, "--out", file], {
      cwd: folder,
      env: { ...process.env, ...variables, SERVICE: slice },
    });
    return JSON.parse(await readFile(file, "utf8")) as ResourceGraph;
  } catch (error) {
    const { stderr = "" } = error as { stderr?: string };
    if (stderr.includes(`SERVICE=${slice} is not a slice`)) return undefined;
    throw new Error(`${slice} cannot be evaluated in ${folder}:\n${stderr || (error as Error).message}`, {
      cause: error,
    });
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}
