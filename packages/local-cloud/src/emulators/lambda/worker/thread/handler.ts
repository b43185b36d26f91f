import { basename, extname } from "node:path";
import { pathToFileURL } from "node:url";
import type { ThreadInvocation, ThreadStart } from "../protocol.ts";
import { runtimeError } from "./errors.ts";
import { isStreaming } from "./stream.ts";
import { machineNow } from "./time.ts";

type Handler = (
  event: unknown,
  context: object,
  callback?: (error: unknown, result?: unknown) => void,
) => unknown;

/** Loads the bundle and takes the handler out of it, with the errors of AWS's runtime. */
export const loadHandler = async (start: ThreadStart): Promise<Handler> => {
  let module: Record<string, unknown>;
  try {
    module = await import(pathToFileURL(start.bundle).href);
  } catch (error) {
    if (error instanceof SyntaxError) throw runtimeError("UserCodeSyntaxError", String(error), error);
    const code = (error as { code?: string }).code;
    if (code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND")
      throw runtimeError("ImportModuleError", String(error), error);
    throw error;
  }
  // In a CommonJS bundle a name that Node cannot see statically is only on the default export.
  return takeHandler({ ...(module.default as object | undefined), ...module }, start);
};

/** Takes the handler out of what a bundle exports, with the errors of AWS's runtime. */
export const takeHandler = (
  exports: Readonly<Record<string, unknown>>,
  start: Pick<ThreadStart, "bundle" | "exportName" | "runtime">,
): Handler => {
  const handler = exports[start.exportName];
  if (typeof handler !== "function")
    throw runtimeError(
      "HandlerNotFound",
      `${basename(start.bundle, extname(start.bundle))}.${start.exportName} is ${handler === undefined ? "undefined or not exported" : "not a function"}`,
    );
  if (!hasCallbacks(start.runtime) && handler.length >= 3 && !isStreaming(handler))
    throw runtimeError(
      "CallbackHandlerDeprecated",
      "ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.",
    );
  return handler as Handler;
};

const hasCallbacks = (runtime: string) => Number.parseInt(runtime.slice("nodejs".length), 10) < 24;

/** What a handler gets beside the event. */
export const contextOf = (invocation: ThreadInvocation, start: ThreadStart) => ({
  awsRequestId: invocation.id,
  functionName: start.functionName,
  functionVersion: start.functionVersion,
  invokedFunctionArn: invocation.invokedArn,
  memoryLimitInMB: String(start.memoryMb),
  logGroupName: start.logGroup,
  logStreamName: start.logStream,
  identity: undefined,
  clientContext: invocation.clientContext
    ? JSON.parse(Buffer.from(invocation.clientContext, "base64").toString())
    : undefined,
  getRemainingTimeInMillis: () => Math.max(invocation.deadline - machineNow(), 0),
});

/** Runs the handler once; settles as it answers, by promise or, before Node.js 24, by callback. */
export const callHandler = (
  handler: Handler,
  event: unknown,
  invocation: ThreadInvocation,
  start: ThreadStart,
  whenIdle: (then: () => void) => void,
): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const context = contextOf(invocation, start);
    if (!hasCallbacks(start.runtime)) {
      Promise.resolve(handler(event, context)).then(resolve, reject);
      return;
    }
    const done = (error: unknown, result?: unknown) =>
      error === undefined || error === null ? resolve(result) : reject(error);
    const older = Object.assign(context, {
      callbackWaitsForEmptyEventLoop: true,
      done,
      succeed: resolve,
      fail: (error: unknown) => reject(error ?? "handled"),
    });
    const result = handler(event, older, (error, value) =>
      !error && older.callbackWaitsForEmptyEventLoop
        ? whenIdle(() => done(error, value))
        : done(error, value),
    );
    if (isThenable(result)) result.then(resolve, reject);
    else if (handler.length < 3) whenIdle(() => resolve(null));
  });

const isThenable = (value: unknown): value is Promise<unknown> =>
  typeof (value as { then?: unknown } | undefined)?.then === "function";

// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const MAXIMUM_RESPONSE_BYTES = 6_291_556;

/** What the runtime posts for an answer. */
export const serialize = (value: unknown): string => {
  let payload: string;
  try {
    payload = JSON.stringify(value) ?? "null";
  } catch (error) {
    throw runtimeError("MarshalError", `Unable to stringify response body: ${String(error)}`, error);
  }
  if (payload.length > MAXIMUM_RESPONSE_BYTES / 3 && Buffer.byteLength(payload) > MAXIMUM_RESPONSE_BYTES) {
    const error = new Error(
      `Response payload size exceeded maximum allowed payload size (${MAXIMUM_RESPONSE_BYTES} bytes).`,
    );
    error.name = "Function.ResponseSizeTooLarge";
    throw error;
  }
  return payload;
};
