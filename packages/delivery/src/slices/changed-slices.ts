import type { Stage } from "@sourdough/contracts/deployments";
import type { ProjectGraph } from "@sourdough/contracts/projects";
import { changedFiles, commitOf, textAt, textNow } from "./git.ts";
import { loadSlices, type Slices } from "./made-of.ts";
import { type Changes, reach } from "./reach.ts";

/** A slice, held against what of it is on a stage. */
export interface SliceState {
  readonly name: string;
  readonly needs: readonly string[];
  /** The commit it was deployed from last; undefined when it never was. */
  readonly base: string | undefined;
  /** `unknown`: this clone does not have the commit. */
  readonly state: "unchanged" | "changed" | "new" | "unknown";
  /** Why it has to be deployed; empty when it has not. */
  readonly reasons: readonly string[];
}

/** What changed in the working tree since a commit. */
export const changesSince = (root: string, commit: string): Changes => ({
  files: changedFiles(root, commit),
  before: (file) => textAt(root, commit, file),
  after: (file) => textNow(root, file),
});

/** Each slice against the commit that it, and not its neighbour, was deployed from last. */
export function compareSlices(root: string, all: Slices, recorded: Stage): SliceState[] {
  const reached = new Map<string, ReturnType<typeof reach>>();
  return all.slices.map(({ name, needs }): SliceState => {
    const base = recorded[name]?.commit;
    if (!base) return { name, needs, base, state: "new", reasons: ["never deployed to this stage"] };
    if (!commitOf(root, base)) {
      const reasons = [`this clone does not have ${base.slice(0, 12)}: git fetch --unshallow`];
      return { name, needs, base, state: "unknown", reasons };
    }
    const known = reached.get(base) ?? reach(all, changesSince(root, base));
    reached.set(base, known);
    const reasons = known.get(name) ?? [];
    return { name, needs, base, state: reasons.length > 0 ? "changed" : "unchanged", reasons };
  });
}

/** For can-i-deploy: whether each recorded slice changed since; absent where git cannot tell. */
export async function changedSlices(
  root: string,
  recorded: Stage,
  graph: ProjectGraph,
): Promise<Map<string, boolean>> {
  if (Object.keys(recorded).length === 0) return new Map();
  const states = compareSlices(root, await loadSlices(root, graph), recorded);
  return new Map(
    states.flatMap(({ name, state }) =>
      state === "changed" || state === "unchanged" ? [[name, state === "changed"] as const] : [],
    ),
  );
}
