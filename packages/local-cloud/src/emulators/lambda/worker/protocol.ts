/** Handed to a thread when it starts. */
export interface ThreadStart {
  readonly bundle: string;
  readonly exportName: string;
  readonly taskRoot: string;
  /** Folders here by where the function has them: the first that has a file hides the others'. Layers are at `/opt`. */
  readonly mounts: Readonly<Record<string, readonly string[]>>;
  readonly runtime: string;
  readonly logFormat: "Text" | "JSON";
  readonly logLevel?: string;
  readonly compileCache?: string;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly memoryMb: number;
  readonly logGroup: string;
  readonly logStream: string;
  /** Of the clock of the local cloud: how far it is ahead of this machine's. */
  readonly ahead: Float64Array<SharedArrayBuffer>;
}

/** One invocation; `payload` stays a string so that nothing is cloned. */
export interface ThreadInvocation {
  readonly id: string;
  readonly payload: string;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  readonly traceHeader: string;
  readonly invokedArn: string;
  readonly clientContext?: string;
}

/** What a thread is told: to run an invocation, or that a piece of its answer was taken. */
export type ThreadCommand = ThreadInvocation | { readonly takenOf: string };

/** An error as the Lambda runtime reports it. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  /** As the Node.js runtime has it. */
  readonly trace?: readonly string[];
  /** As the Python runtime has them. */
  readonly requestId?: string;
  readonly stackTrace?: readonly string[];
}

export type ThreadMessage =
  | { readonly type: "ready" }
  | { readonly type: "log"; readonly line: string }
  | { readonly type: "init-error"; readonly error: FunctionError }
  /** The answer comes in pieces; the `result` after them is empty. */
  | { readonly type: "stream"; readonly id: string; readonly contentType: string }
  | { readonly type: "chunk"; readonly id: string; readonly bytes: Uint8Array<ArrayBuffer> }
  | {
      readonly type: "result";
      readonly id: string;
      readonly payload: string;
      readonly heapUsed: number;
      readonly cpuMs: number;
    }
  | {
      readonly type: "error";
      readonly id: string;
      /** JSON of the error, as the runtime would post it. */
      readonly payload: string;
      readonly error: FunctionError;
      readonly heapUsed: number;
      readonly cpuMs: number;
      /** The process ends after this error, as after an unhandled rejection. */
      readonly fatal: boolean;
    };
