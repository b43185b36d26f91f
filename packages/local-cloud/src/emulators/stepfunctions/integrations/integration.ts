import type { Caller } from "../../../core/cloud.ts";
import type { Lifetime } from "../lifetime.ts";

/** One attempt at a task. */
export interface TaskRequest {
  /** The evaluated `Arguments`, or the state's input when it has none. */
  readonly arguments: unknown;
  /** The machine's role, and the hop of the state. */
  readonly caller: Caller;
  readonly executionArn: string;
  readonly stateMachineArn: string;
  /** Of the attempt. */
  readonly lifetime: Lifetime;
  /** Of a task that waits for one. */
  readonly taskToken?: string;
  /** Told when a worker has the task of an activity. */
  onStarted?(workerName: string | undefined): void;
}

/** What a task's result is, and the hops it follows from beside the state's own. */
export interface TaskResult {
  readonly result: unknown;
  readonly causes: readonly number[];
}

/** A service a task can call, for one resource ARN. Failures are `StateError`s. */
export interface Integration {
  /** As in the history: `putEvents.waitForTaskToken`; the whole ARN for a plain function. */
  readonly resource: string;
  /** As in the history: `events`, `aws-sdk:dynamodb`; undefined for a plain function, which has events of its own. */
  readonly resourceType?: string;
  readonly pattern: "response" | "token" | "sync";
  call(request: TaskRequest): Promise<unknown>;
  /** Waits for the job `call` started (`.sync`). */
  complete?(submitted: unknown, request: TaskRequest): Promise<TaskResult>;
}
