import type { Cloud } from "../core/cloud.ts";
import { watchQuiet } from "../core/quiet.ts";
import type { ClockState } from "./api.ts";

/** Time on demand, on the local cloud's own clock. */
export interface ClockControl {
  state(): ClockState;
  /**
   * Moves the clock forward once nothing goes on, or after five seconds: what is under way would be found that much
   * older, and given up.
   */
  advance(milliseconds: number): Promise<ClockState>;
}

const waitsAtMostMs = 5000;

export const createClockControl = ({ clock, journal }: Cloud, messagesWait: () => boolean): ClockControl => {
  const quiet = watchQuiet(journal, messagesWait, () => waitsAtMostMs);
  const state = (): ClockState => ({ now: clock.now(), aheadMs: clock.ahead[0]! });
  return {
    state,
    async advance(milliseconds) {
      await quiet();
      clock.advance(milliseconds);
      return state();
    },
  };
};
