import { z } from "zod";
import type { ItemFailure } from "./batch-response.ts";

const CODE = "BatchItemFailure";
const UNEXPLAINED = {
  code: CODE,
  message:
    "It was reported as failed without a reason: log the error with the message id, or give errorType and errorMessage beside itemIdentifier.",
};

/**
 * Why a record failed: what the function said in its answer, else the last error it logged that names the record
 * (Powertools' batch processor and a logger with the message id do), else the last error at all when no other record
 * failed, else that nobody said.
 */
export const reasonOf = (
  failure: ItemFailure,
  lines: readonly string[],
  isOnlyOne: boolean,
): { code: string; message: string } => {
  if (failure.message) return { code: failure.code ?? CODE, message: failure.message };
  const errors = lines.filter((text) => /\bERROR\b/.test(text));
  const line =
    errors.findLast((text) => text.includes(failure.id)) ?? (isOnlyOne ? errors.at(-1) : undefined);
  return line === undefined ? { ...UNEXPLAINED, code: failure.code ?? CODE } : fromLogLine(line);
};

const thrown = z.object({ errorType: z.string(), errorMessage: z.string() });
/** A line of Powertools' logger, and what Lambda makes of `console.error` where the log format is JSON. */
const entry = z.union([
  z
    .object({ error: z.object({ name: z.string(), message: z.string() }) })
    .transform(({ error }) => ({ code: error.name, message: error.message })),
  z
    .union([thrown, z.object({ message: thrown }).transform(({ message }) => message)])
    .transform(({ errorType, errorMessage }) => ({ code: errorType, message: errorMessage })),
  z.object({ message: z.string() }).transform(({ message }) => ({ code: CODE, message })),
]);

const fromLogLine = (line: string): { code: string; message: string } => {
  try {
    return entry.parse(JSON.parse(line.slice(line.indexOf("{"))));
  } catch {
    return { code: CODE, message: line };
  }
};
