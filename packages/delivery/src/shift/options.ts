import type { ShiftClients } from "./clients.ts";

export interface ShiftOptions {
  readonly stage: string;
  readonly slice: string;
  readonly clients: ShiftClients;
  /** Takes a line for a person. */
  readonly say: (line: string) => void;
  /** Called between two looks at what is under way. */
  readonly wait: () => Promise<unknown>;
  /** Milliseconds, by the clock of the stage: a laptop's own, unless the stage is a local cloud. */
  readonly now?: () => number | Promise<number>;
}

/** What it takes to look, and to stop what is under way. */
export type LookOptions = Omit<ShiftOptions, "wait" | "now">;
