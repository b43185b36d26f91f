import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import * as z from "zod";

const run = promisify(execFile);

const Graph = z.object({
  graph: z.object({
    nodes: z.record(
      z.string(),
      z.object({ data: z.object({ root: z.string(), targets: z.record(z.string(), z.unknown()) }) }),
    ),
    dependencies: z.record(z.string(), z.array(z.object({ target: z.string() }))),
  }),
});
/** What `nx graph --file` writes, as far as it is looked at. */
export type ProjectGraph = z.infer<typeof Graph>["graph"];

/** A project that is deployed on its own. */
export interface Project {
  readonly name: string;
  /** Below the root of the repository. */
  readonly root: string;
  /** Projects it builds on that are deployed on their own too, those they build on first. */
  readonly needs: readonly string[];
}

const isDeployed = ({ nodes }: ProjectGraph, name: string) => nodes[name]?.data.targets.deploy !== undefined;

/** By name: all projects with a `deploy` target. */
export function deployableIn(graph: ProjectGraph): Map<string, Project> {
  const below = (name: string, seen: Set<string>): string[] =>
    (graph.dependencies[name] ?? []).flatMap(({ target }) => {
      if (seen.has(target)) return [];
      seen.add(target);
      return [...below(target, seen), target];
    });
  const names = Object.keys(graph.nodes).filter((name) => isDeployed(graph, name));
  return new Map(
    names.map((name) => [
      name,
      {
        name,
        root: graph.nodes[name]?.data.root ?? name,
        needs: below(name, new Set([name])).filter((other) => isDeployed(graph, other)),
      },
    ]),
  );
}

/** Asks Nx, without its daemon, which would outlive the command. */
export async function loadGraph(root: string): Promise<ProjectGraph> {
  const folder = await mkdtemp(join(tmpdir(), "nx-graph-"));
  const file = join(folder, "graph.json");
  try {
    const nx = join(root, "node_modules/.bin/nx");
    await run(process.execPath, [nx, "graph", `--file=${file}`], {
      cwd: root,
      env: { ...process.env, NX_DAEMON: "false", NX_TUI: "false" },
    });
    return Graph.parse(JSON.parse(await readFile(file, "utf8"))).graph;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
