import { format } from "node:util";
import type { ThreadStart } from "../protocol.ts";

// Powertools and other libraries read the request id from here, as in AWS's runtime interface client.
const REQUEST_ID = Symbol.for("aws.lambda.runtime.requestId");

export const setRequestId = (id: string, global: object = globalThis): void => {
  Reflect.set(global, REQUEST_ID, id);
};

const LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"] as const;
type Level = (typeof LEVELS)[number];

/**
 * Makes `console` write as in Lambda's Node.js runtime, and sends what reaches stdout and stderr through `send`:
 * unlike a worker's own stdout it then keeps its order with the invocation's result.
 */
export const captureOutput = (start: ThreadStart, send: (line: string) => void): void => {
  for (const stream of [process.stdout, process.stderr]) stream.write = lineWriter(send);
  Object.assign(
    console,
    runtimeConsole(start, send, () => Reflect.get(globalThis, REQUEST_ID)),
  );
};

/**
 * What `console` has in Lambda's Node.js runtime, with the id of the invocation that writes.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 */
export const runtimeConsole = (
  start: Pick<ThreadStart, "logFormat" | "logLevel">,
  send: (line: string) => void,
  currentRequestId: () => unknown,
) => {
  const json = start.logFormat === "JSON";
  const lowest = Math.max(LEVELS.indexOf((start.logLevel?.toUpperCase() ?? "TRACE") as Level), 0);
  const at =
    (level: Level) =>
    (...args: unknown[]) => {
      if (LEVELS.indexOf(level) < lowest) return;
      const time = new Date().toISOString();
      const requestId = currentRequestId();
      const text = json
        ? jsonLine(time, level, requestId, args)
        : `${time}\t${requestId}\t${level}\t${format(...args)}`;
      send(text.replaceAll("\n", "\r"));
    };
  return {
    trace: at("TRACE"),
    debug: at("DEBUG"),
    log: at("INFO"),
    info: at("INFO"),
    warn: at("WARN"),
    error: at("ERROR"),
  };
};

/** The `write` of a stream whose lines go elsewhere. */
export const lineWriter = (send: (line: string) => void): NodeJS.WriteStream["write"] => {
  let rest = "";
  return (chunk: string | Uint8Array, encoding?: unknown, callback?: unknown): boolean => {
    const lines = (rest + (typeof chunk === "string" ? chunk : Buffer.from(chunk).toString())).split("\n");
    rest = lines.pop()!;
    for (const line of lines) send(line);
    const done = typeof encoding === "function" ? encoding : callback;
    if (typeof done === "function") queueMicrotask(() => done());
    return true;
  };
};

const jsonLine = (timestamp: string, level: Level, requestId: unknown, args: unknown[]): string => {
  const base = { timestamp, level, requestId };
  if (args.length === 1) {
    try {
      return JSON.stringify({ ...base, message: args[0] }, (_key, value) =>
        value instanceof Error ? { ...describeForLog(value), ...value } : value,
      );
    } catch {
      return JSON.stringify({ ...base, message: format(args[0]) });
    }
  }
  const error = args.find((arg) => arg instanceof Error);
  return JSON.stringify({ ...base, message: format(...args), ...(error && describeForLog(error)) });
};

const describeForLog = (error: Error) => ({
  errorType: error.constructor?.name ?? "UnknownError",
  errorMessage: error.message,
  stackTrace: error.stack?.split("\n") ?? [],
});
