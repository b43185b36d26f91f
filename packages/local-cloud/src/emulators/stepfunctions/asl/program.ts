import type { Integration } from "../integrations/integration.ts";
import type { Template } from "../jsonata/template.ts";

/** States of a machine, a branch or an item processor, compiled. */
export interface Program {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

/** What a state, a choice rule or a catcher does on its way out. */
export interface Exit {
  readonly output?: Template;
  readonly assign?: Template;
  /** Undefined ends the program. */
  readonly next?: string;
}

export interface Retrier {
  readonly errorEquals: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number;
  readonly fullJitter: boolean;
}

export interface Catcher extends Exit {
  readonly errorEquals: readonly string[];
}

export interface Recovery {
  readonly retry: readonly Retrier[];
  readonly catch: readonly Catcher[];
}

interface Named {
  readonly name: string;
}

export interface TaskState extends Named, Exit, Recovery {
  readonly type: "Task";
  readonly integration: Integration;
  readonly arguments?: Template;
  readonly timeoutSeconds?: Template;
  readonly heartbeatSeconds?: Template;
  /** Role instead of the machine's own. */
  readonly roleArn?: Template;
}

export interface ChoiceState extends Named, Exit {
  readonly type: "Choice";
  readonly rules: readonly (Exit & { readonly condition: Template })[];
}

export interface ParallelState extends Named, Exit, Recovery {
  readonly type: "Parallel";
  readonly branches: readonly Program[];
  readonly arguments?: Template;
}

export interface MapState extends Named, Exit, Recovery {
  readonly type: "Map";
  readonly items?: Template;
  readonly itemSelector?: Template;
  readonly processor: Program;
  readonly maxConcurrency?: Template;
  /** Evaluated, and no more, by an inline Map: https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html */
  readonly toleratedFailureCount?: Template;
  readonly toleratedFailurePercentage?: Template;
  /** Of a Map whose iterations are executions of their own. */
  readonly distributed?: DistributedMap;
}

/** Where a distributed Map has its items from, how they are handed out, and where the results go. */
export interface DistributedMap {
  /** Whether its child executions are Express workflows. */
  readonly express: boolean;
  /** In the ARNs of its map runs and child executions. */
  readonly label: string;
  readonly reader?: {
    readonly operation: "GetObject" | "ListObjectsV2";
    readonly arguments: Template;
    readonly inputType: "CSV" | "JSON" | "JSONL";
    readonly delimiter: string;
    /** Undefined takes the first row. */
    readonly headers?: readonly string[];
    readonly itemsPointer?: string;
    readonly maxItems?: Template;
  };
  readonly batcher?: {
    readonly maxItems?: Template;
    readonly maxBytes?: Template;
    readonly batchInput?: Template;
  };
  readonly writer?: {
    /** Bucket and prefix; undefined keeps the results in the state's output. */
    readonly arguments?: Template;
    readonly outputType: "JSON" | "JSONL";
    readonly transformation: "NONE" | "COMPACT" | "FLATTEN";
  };
}

export interface WaitState extends Named, Exit {
  readonly type: "Wait";
  readonly seconds?: Template;
  readonly timestamp?: Template;
}

export interface PassState extends Named, Exit {
  readonly type: "Pass";
}

export interface SucceedState extends Named, Exit {
  readonly type: "Succeed";
}

export interface FailState extends Named {
  readonly type: "Fail";
  readonly error?: Template;
  readonly cause?: Template;
}

export type State =
  | TaskState
  | ChoiceState
  | ParallelState
  | MapState
  | WaitState
  | PassState
  | SucceedState
  | FailState;
