import type { Synthesis } from "../synth/synthesize.ts";
import { compareGraphs, type GraphChanges } from "./compare-graphs.ts";
import { watchFiles } from "./watch-files.ts";

export interface Dropped {
  /** What of the state has no place any more, in a person's words. */
  readonly dropped: readonly string[];
  /** How to have it back, where there was something. */
  readonly saved: string | undefined;
}

/** What became of an edit of the config. */
export type ConfigEdit =
  | (Dropped & {
      readonly kind: "applied";
      readonly changes: GraphChanges;
      /** From when the file was saved. */
      readonly ms: number;
    })
  /** What ran before goes on, unless that does not start again, either. */
  | { readonly kind: "refused"; readonly message: string; readonly isDown: boolean }
  /** One that was refused is taken back. */
  | { readonly kind: "mended" };

/** Neither the new graph nor the one before it starts. */
export class NothingRunsError extends Error {
  override readonly name = "NothingRunsError";
}

interface EditOptions {
  readonly root: string;
  /** What the graph that runs was made of. */
  running(): Synthesis;
  evaluate(): Promise<Synthesis>;
  /** Told when no other edit is at work. */
  rested(): void;
  /** Replaces the graph that runs, and resolves with what was dropped; absent where no state could be carried over. */
  readonly handOver: ((next: Synthesis) => Promise<Dropped>) | undefined;
  tell(edit: ConfigEdit): void;
}

interface FollowedEdits {
  /** Whether one is being evaluated or applied. */
  readonly isBusy: boolean;
  stop(): Promise<void>;
}

const NO_STATE =
  "The config has changed. Without state (--no-state) there is nothing to carry over: Ctrl-C and start again.";

/** Applies edits of the config, one after the other; several that come together are one. */
export const followEdits = ({
  root,
  running,
  evaluate,
  rested,
  handOver,
  tell,
}: EditOptions): FollowedEdits => {
  let isStopped = false;
  let isRefused = false;
  let savedAt: number | undefined;
  let working: Promise<void> | undefined;
  const isOutdated = () => savedAt !== undefined || isStopped;

  const apply = async (next: Synthesis, since: number) => {
    const changes = compareGraphs(running().graph, next.graph);
    const wasRefused = isRefused;
    isRefused = false;
    if (!changes) return wasRefused && tell({ kind: "mended" });
    if (!handOver) throw new Error(NO_STATE);
    const dropped = await handOver(next);
    tell({ kind: "applied", changes, ...dropped, ms: performance.now() - since });
  };
  const follow = async (since: number) => {
    try {
      const next = await evaluate();
      files.watch(next.inputs);
      if (!isOutdated()) await apply(next, since);
    } catch (error) {
      if (isOutdated()) return;
      // What is missing may come from anywhere.
      files.watchAll();
      isRefused = true;
      tell({
        kind: "refused",
        message: (error as Error).message,
        isDown: error instanceof NothingRunsError,
      });
    }
  };
  const work = async () => {
    while (savedAt !== undefined && !isStopped) {
      const since = savedAt;
      savedAt = undefined;
      await follow(since);
    }
    working = undefined;
    rested();
  };
  const files = watchFiles(root, (at) => {
    savedAt = at;
    working ??= work();
  });
  files.watch(running().inputs);

  return {
    get isBusy() {
      return working !== undefined;
    },
    async stop() {
      isStopped = true;
      files.stop();
      await working;
    },
  };
};
