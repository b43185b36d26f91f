import { realpath } from "node:fs/promises";
import { ensurePlatform } from "./platform.ts";
import { type SynthProcess, startSynthProcess } from "./synth-process.ts";
import { type SpareSynthesis, workFolder } from "./synthesize.ts";

/** Holds one process ready for the next evaluation. */
export interface Spare extends SpareSynthesis {
  /**
   * Starts one, where none waits, once `activity`, which counts what happens, has been the same for a while. It goes when
   * very much happens, and comes back when it is quiet again.
   */
  prepare(activity: () => number): void;
  stop(): void;
}

const TIMES = {
  /** It takes some 200 MB, which whoever edits does not miss, and everybody else does. */
  keptMs: 10 * 60_000,
  /** Starting it takes a second of a processor, which whoever just placed an order would rather have. */
  idleMs: 4_000,
  lookMs: 2_000,
};
/** Hops between two looks: more than an order a second, so that nobody edits and something else needs the memory. */
const BUSY = 500;

export const createSpare = (
  begin: () => Promise<SynthProcess>,
  { keptMs, idleMs, lookMs } = TIMES,
): Spare => {
  let waiting: SynthProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let watch: NodeJS.Timeout | undefined;
  let isStopped = false;

  const letGo = () => {
    clearTimeout(timer);
    clearInterval(watch);
    const given = waiting;
    waiting = undefined;
    return given;
  };
  const start = async (activity: () => number) => {
    const begun = await begin();
    if (isStopped || waiting) return begun.end();
    waiting = begun;
    timer = setTimeout(() => letGo()?.end(), keptMs).unref();
    let before = activity();
    watch = setInterval(() => {
      const happened = activity() - before;
      before += happened;
      if (happened <= BUSY) return;
      letGo()?.end();
      spare.prepare(activity);
    }, lookMs).unref();
  };

  const spare: Spare = {
    take: letGo,
    prepare(activity) {
      if (waiting) return;
      const before = activity();
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (activity() !== before) spare.prepare(activity);
        // One that cannot be had is missed by nobody: the next evaluation says why.
        else start(activity).catch(() => {});
      }, idleMs).unref();
    },
    stop() {
      isStopped = true;
      letGo()?.end();
    },
  };
  return spare;
};

/** A spare for the config of an app. */
export const createSpareOf = (root: string, services: readonly string[] = []): Spare =>
  createSpare(async () => {
    const platform = await realpath(await ensurePlatform(root, () => {}));
    return startSynthProcess({ paths: { root, platform, work: workFolder(root) }, services, ahead: true });
  });
