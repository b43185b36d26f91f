import { types } from "node:util";
import type { FunctionError } from "../protocol.ts";

/** An error of the runtime itself; its name has the prefix `Runtime.` as on AWS. */
export const runtimeError = (kind: string, message: string, cause?: unknown): Error => {
  const error = new Error(message, { cause });
  error.name = `Runtime.${kind}`;
  return error;
};

/** What the runtime answers for a thrown value: `{errorType, errorMessage, trace}`. */
export const toFunctionError = (thrown: unknown): FunctionError => {
  if (isError(thrown))
    return { errorType: thrown.name, errorMessage: thrown.message, trace: thrown.stack?.split("\n") ?? [] };
  return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
};

/** What the runtime logs for an error: also code, cause and the error's own members. */
export const toLogText = (thrown: unknown): string => {
  const error = isError(thrown) ? thrown : new Error(String(thrown));
  try {
    return JSON.stringify(error, (_key, value) =>
      value instanceof Error
        ? {
            errorType: value.name,
            errorMessage: value.message,
            cause: value.cause,
            ...value,
            stack: value.stack?.split("\n"),
          }
        : value,
    );
  } catch {
    return JSON.stringify(toFunctionError(error));
  }
};

const isError = (value: unknown): value is Error =>
  types.isNativeError(value) ||
  (typeof value === "object" && value !== null && "name" in value && "message" in value && "stack" in value);
