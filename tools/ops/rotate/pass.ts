import { setTimeout as pause } from "node:timers/promises";
import type { Target } from "../target.ts";

/** Resolves when so many milliseconds have passed, by the clock of the target. */
export const pass = async (target: Target, milliseconds: number): Promise<void> => {
  const end = (await target.now()) + milliseconds;
  while ((await target.now()) < end) await pause(Math.min(target.lookEveryMs, milliseconds));
};
