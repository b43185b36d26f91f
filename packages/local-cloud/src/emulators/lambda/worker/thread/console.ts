import { format } from "node:util";
import type { ThreadStart } from "../protocol.ts";

// Powertools and other libraries read the request id from here, as in AWS's runtime interface client.
const REQUEST_ID = Symbol.for("aws.lambda.runtime.requestId");

export const setRequestId = (id: string): void => {
  Reflect.set(globalThis, REQUEST_ID, id);
};

const LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"] as const;
type Level = (typeof LEVELS)[number];

/**
 * Makes `console` write as in Lambda's Node.js runtime, and sends what reaches stdout and stderr through `send`:
 * unlike a worker's own stdout it then keeps its order with the invocation's result.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 */
export const captureOutput = (start: ThreadStart, send: (line: string) => void): void => {
  for (const stream of [process.stdout, process.stderr]) captureStream(stream, send);
  const json = start.logFormat === "JSON";
  const lowest = Math.max(LEVELS.indexOf((start.logLevel?.toUpperCase() ?? "TRACE") as Level), 0);
  const at =
    (level: Level) =>
    (...args: unknown[]) => {
      if (LEVELS.indexOf(level) < lowest) return;
      const time = new Date().toISOString();
      const requestId: unknown = Reflect.get(globalThis, REQUEST_ID);
      const text = json
        ? jsonLine(time, level, requestId, args)
        : `${time}\t${requestId}\t${level}\t${format(...args)}`;
      send(text.replaceAll("\n", "\r"));
    };
  console.trace = at("TRACE");
  console.debug = at("DEBUG");
  console.log = console.info = at("INFO");
  console.warn = at("WARN");
  console.error = at("ERROR");
};

const captureStream = (stream: NodeJS.WriteStream, send: (line: string) => void) => {
  let rest = "";
  stream.write = (chunk: string | Uint8Array, encoding?: unknown, callback?: unknown): boolean => {
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
