import type { Bindings } from "../jsonata/expression.ts";

/** Where a line of states is: what a redriven execution goes on from. */
export interface Position {
  /** The state it is in, as it was entered. */
  at?: {
    readonly state: string;
    readonly input: unknown;
    readonly variables: Bindings;
    readonly enteredEventId: number;
    readonly enteredTime: string;
    /** It started child executions, which have a redrive of their own. */
    hasMapRun?: boolean;
  };
  /** Of the branches or iterations of that state. */
  parts: Position[];
  /** What it came to. */
  done?: { readonly output: unknown };
  /** It was redriven: the state it is in goes on, instead of being entered. */
  goesOn?: boolean;
}

/** Lets all that did not come to its end go on from where it is; what came to it keeps its output. */
export const goOn = (position: Position): void => {
  if (position.done) return;
  position.goesOn = true;
  // An iteration that was never begun has no place.
  for (const part of position.parts) if (part) goOn(part);
};

/** Whether child executions of a distributed Map are under the state that it is in, or would be gone on with. */
export const hasMapRun = ({ at, done, parts }: Position): boolean =>
  !done && (at?.hasMapRun === true || parts.some((part) => part !== undefined && hasMapRun(part)));

/** The place of a branch or an iteration; undefined where nobody redrives, as in Express executions. */
export const partOf = (position: Position | undefined, index: number): Position | undefined => {
  if (!position) return undefined;
  position.parts[index] ??= { parts: [] };
  return position.parts[index];
};
