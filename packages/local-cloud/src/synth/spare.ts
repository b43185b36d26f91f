import { realpath } from "node:fs/promises";
import { ensurePlatform } from "./platform.ts";
import { type SynthProcess, startSynthProcess } from "./synth-process.ts";
import { type SpareSynthesis, workFolder } from "./synthesize.ts";

/** Holds one process ready for the next evaluation. */
export interface Spare extends SpareSynthesis {
  /** Starts one, where none waits, once `activity`, which counts what happens, has been the same for a while. */
  prepare(activity: () => number): void;
  stop(): void;
}

/** It takes some 200 MB, which whoever edits does not miss, and everybody else does. */
const KEPT_MS = 10 * 60_000;
/** Starting it takes a second of a processor, which whoever just placed an order would rather have. */
const IDLE_MS = 4_000;

export const createSpare = (root: string, services: readonly string[] = []): Spare => {
  let waiting: SynthProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  const letGo = () => {
    clearTimeout(timer);
    const given = waiting;
    waiting = undefined;
    return given;
  };
  const start = async () => {
    const platform = await realpath(await ensurePlatform(root, () => {}));
    if (isStopped || waiting) return;
    waiting = startSynthProcess({ paths: { root, platform, work: workFolder(root) }, services });
    timer = setTimeout(() => letGo()?.end(), KEPT_MS).unref();
  };

  return {
    take: letGo,
    prepare(activity) {
      const before = activity();
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (activity() !== before) this.prepare(activity);
        // One that cannot be had is missed by nobody: the next evaluation says why.
        else start().catch(() => {});
      }, IDLE_MS).unref();
    },
    stop() {
      isStopped = true;
      letGo()?.end();
    },
  };
};
