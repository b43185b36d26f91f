import { join } from "node:path";
import type { Resource, ResourceGraph } from "sourdough-local";
import { synthesize } from "sourdough-local/synth";
import { vi } from "vitest";
import { alarmRules } from "./alarm-rules.ts";
import { functionRules } from "./function-rules.ts";
import { readGraph } from "./graph.ts";
import { machineRules } from "./machine-rules.ts";
import { rules } from "./rules.ts";
import { waits } from "./waits.ts";

export const root = join(import.meta.dirname, "../..");

const known = new Map<string, ResourceGraph>();

/** What a slice declares on a stage, or all of them where none is named; `capacity` is a row of infra/capacity.ts. */
export const evaluate = async (stage: string, slice: string, capacity = ""): Promise<ResourceGraph> => {
  const key = `${stage} ${slice} ${capacity}`;
  const before = known.get(key);
  if (before) return before;
  vi.stubEnv("SERVICE", slice);
  vi.stubEnv("CAPACITY", capacity);
  if (stage !== "local") {
    // What `sst secret set` is for: the config makes none up for a stage that people rely on. A graph with secrets is not
    // kept on disk, and so is evaluated by each worker that asks for it.
    vi.stubEnv("SST_SECRET_StripeSecretKey", "sk_test_contract");
    vi.stubEnv("SST_SECRET_StripeReadKey", "rk_test_contract");
    vi.stubEnv("SST_SECRET_SyntheticPassword", "contract1");
  }
  try {
    const { graph } = await synthesize({ root, stage });
    known.set(key, graph);
    return graph;
  } finally {
    vi.unstubAllEnvs();
  }
};

/** What is wrong with a graph, by the rules. */
export const complaints = (graph: ResourceGraph): string[] => {
  const read = readGraph(graph);
  return Object.entries({ ...rules, ...functionRules, ...machineRules, ...waits, ...alarmRules }).flatMap(
    ([name, rule]) => rule(read).map((wrong) => `${name}: ${wrong}`),
  );
};

/** The graph with other properties of the first resource that is looked for. */
export const plant = (
  graph: ResourceGraph,
  isPlanted: (resource: Resource) => boolean,
  change: Record<string, unknown>,
): ResourceGraph => {
  const index = graph.resources.findIndex(isPlanted);
  const planted = graph.resources[index];
  if (!planted) throw new Error("There is no such resource to plant a mistake in.");
  return {
    ...graph,
    resources: graph.resources.with(index, { ...planted, outputs: { ...planted.outputs, ...change } }),
  };
};
