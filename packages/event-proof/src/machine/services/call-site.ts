import type { DryCall, DryOutcome } from "sourdough-local/models";
import type { Claim, Context } from "../../context.ts";
import type { Machine } from "../machine.ts";
import type { Memory } from "../memory.ts";

/** The machine whose calls are answered, and what there is around it. */
export interface CallSite {
  readonly context: Context;
  readonly machines: ReadonlyMap<string, Machine>;
  readonly memory: Memory;
  readonly machine: Machine;
  /** What the machine was started with. */
  readonly note: string;
  claim(state: string, code: string, what: Pick<Claim, "problem" | "rule" | "remedy">): void;
}

/** What the calls of an operation can come to, by `service:Operation`. */
export type Operations = Readonly<
  Record<string, (call: DryCall, refused: boolean) => Promise<readonly DryOutcome[]> | readonly DryOutcome[]>
>;
