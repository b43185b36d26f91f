import { existsSync } from "node:fs";
import { join } from "node:path";
import { sharedStages } from "@sourdough/contracts/deployments";
import { deployableIn, loadGraph, type ProjectGraph } from "@sourdough/contracts/projects";
import * as z from "zod";
import { changesSince } from "../slices/changed-slices.ts";
import { commitOf } from "../slices/git.ts";
import { loadSlices } from "../slices/made-of.ts";
import { reach } from "../slices/reach.ts";
import { checkOut } from "./checkout.ts";
import { diffGraphs } from "./diff.ts";
import { graphOf } from "./graph-of.ts";
import { asMarkdown, asText, type SliceDiff } from "./report.ts";

export interface GraphDiffOptions {
  readonly root: string;
  /** Where the branch left main unless stated. */
  readonly base?: string;
  readonly only?: readonly string[];
  readonly stage: string;
  readonly markdown?: boolean;
  readonly say?: (line: string) => void;
}

/** The variables that the project's `synth` target sets: what stands for secrets, which nobody should see compared. */
const Synth = z.object({
  options: z.object({ env: z.record(z.string(), z.string()).optional() }).optional(),
});

const variablesOf = ({ nodes }: ProjectGraph, slice: string) =>
  Synth.optional().parse(nodes[slice]?.data.targets.synth)?.options?.env ?? {};

/** Prints what is not on AWS as it would be, and gives the exit code. */
export async function runGraphDiff(options: GraphDiffOptions): Promise<number> {
  const { root, stage, only, markdown = false, say = console.log } = options;
  if (!sharedStages.includes(stage))
    throw new Error(
      `Stage "${stage}" is not deployed slice by slice: name one of ${sharedStages.join(", ")}.`,
    );
  const named = options.base ?? (commitOf(root, "origin/main") ? "origin/main" : "main");
  const base = commitOf(root, named);
  if (!base)
    throw new Error(
      `git does not know "${named}": name a branch, a tag or a commit with --base, and fetch it first.`,
    );
  const graph = await loadGraph(root);
  const deployable = deployableIn(graph);
  const strange = only?.find((name) => !deployable.has(name));
  if (strange)
    throw new Error(`"${strange}" is no slice: name one of ${[...deployable.keys()].sort().join(", ")}.`);
  const all = await loadSlices(root, graph);
  const reached = reach(all, changesSince(root, base));
  const chosen = all.slices
    .map(({ name }) => name)
    .filter((name) => only?.includes(name) ?? reached.has(name));

  const checkout = chosen.length > 0 ? checkOut(root, base) : undefined;
  const diffs: SliceDiff[] = [];
  try {
    if (checkout && !existsSync(join(checkout.folder, "sst.config.ts")))
      throw new Error(`${named} has no sst.config.ts: name a commit that has.`);
    for (const slice of chosen) {
      const evaluated = { root, slice, stage, variables: variablesOf(graph, slice) };
      const before = checkout && (await graphOf(checkout.folder, evaluated));
      const after = await graphOf(root, evaluated);
      diffs.push({ slice, changes: diffGraphs(before ?? { resources: [] }, after ?? { resources: [] }) });
    }
  } finally {
    checkout?.remove();
  }
  say(markdown ? asMarkdown(diffs, base) : asText(diffs));
  return 0;
}
