import type { Hop } from "../../../core/journal.ts";
import type { Bindings } from "../jsonata/expression.ts";
import type { Completion } from "../tokens.ts";

/** Where a line of states is: what an execution goes on from that is redriven, or that outlasted the process. */
export interface Position {
  /** The state it is in, as it was entered. */
  at?: Place;
  /** Of the branches or iterations of that state. */
  parts: Position[];
  /** What it came to. */
  done?: { readonly output: unknown };
  /** Event the next one follows from. */
  lastEventId?: number;
  /** The state it is in goes on, instead of being entered. */
  goesOn?: boolean;
}

export interface Place {
  readonly state: string;
  readonly input: unknown;
  readonly variables: Bindings;
  readonly enteredEventId: number;
  readonly enteredTime: string;
  /** That it was entered; absent where it is to be recorded again. */
  hop?: Hop;
  /** The run whose child executions it started. */
  mapRunArn?: string;
  progress: Progress;
}

/** How far a state is. A redrive begins it anew. JSON. */
export interface Progress {
  /** When a wait is over, or the pause before a retry. */
  due?: number;
  retryCount: number;
  /** Retries of each retrier. */
  spent: number[];
  /** The call that is under way. */
  attempt?: Attempt;
}

/** One call of a task. */
export interface Attempt {
  /** By which it is in the history, with what it was called with and how long it may take. */
  readonly scheduledEventId: number;
  readonly since: number;
  /** Of a task that waits for one. */
  readonly token?: string;
  /** The event with which the call was answered, or a worker took the task: what is left is to wait. */
  submittedEventId?: number;
  /** When the last heartbeat came. */
  beatAt?: number;
  /** What came with the token, while the call itself had no answer. */
  completion?: Completion;
}

export const newProgress = (): Progress => ({ retryCount: 0, spent: [] });

const eachPart = ({ parts }: Position, run: (part: Position) => void): void => {
  // An iteration that was never begun has no place.
  for (const part of parts) if (part) run(part);
};

/** Lets all that did not come to its end go on from where it is; what came to it keeps its output. */
export const goOn = (position: Position): void => {
  if (position.done) return;
  position.goesOn = true;
  eachPart(position, goOn);
};

/** The same, but for the states that it is in: they begin anew. */
export const beginAnew = (position: Position): void => {
  goOn(position);
  forgetProgress(position);
};

const forgetProgress = (position: Position): void => {
  position.lastEventId = undefined;
  if (position.at) Object.assign(position.at, { progress: newProgress(), hop: undefined });
  eachPart(position, forgetProgress);
};

/** The place of a branch or an iteration; undefined where nobody goes on, as in Express executions. */
export const partOf = (position: Position | undefined, index: number): Position | undefined => {
  if (!position) return undefined;
  position.parts[index] ??= { parts: [] };
  return position.parts[index];
};
