import type { MessagePort } from "node:worker_threads";
import * as z from "zod";

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
  /** Where its requests to the local cloud go as messages; without it they go through sockets. */
  readonly calls?: MessagePort;
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
const FunctionError = z.object({
  errorType: z.string(),
  errorMessage: z.string(),
  /** As the Node.js runtime has it. */
  trace: z.array(z.string()).readonly().optional(),
  /** As the Python runtime has them. */
  requestId: z.string().optional(),
  stackTrace: z.array(z.string()).readonly().optional(),
});
export type FunctionError = Readonly<z.output<typeof FunctionError>>;

const ended = { id: z.string(), payload: z.string(), heapUsed: z.number(), cpuMs: z.number() };
const isBytes = (value: unknown) => value instanceof Uint8Array;

/** From a thread. `payload` is JSON: of the answer, or of the error as the runtime would post it. */
export const ThreadMessage = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  z.object({ type: z.literal("log"), line: z.string() }),
  z.object({ type: z.literal("init-error"), error: FunctionError }),
  /** The answer comes in pieces; the `result` after them is empty. */
  z.object({ type: z.literal("stream"), id: z.string(), contentType: z.string() }),
  z.object({
    type: z.literal("chunk"),
    id: z.string(),
    bytes: z.custom<Uint8Array<ArrayBuffer>>(isBytes),
  }),
  z.object({ type: z.literal("result"), ...ended }),
  /** After one that is `fatal` the process ends, as after an unhandled rejection. */
  z.object({ type: z.literal("error"), ...ended, error: FunctionError, fatal: z.boolean() }),
]);
export type ThreadMessage = z.output<typeof ThreadMessage>;
