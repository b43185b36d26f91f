import type { ItemFailure } from "./batch-response.ts";

const REPORTED = { code: "BatchItemFailure", message: "The function reported the record as failed." };

/**
 * Why a record failed: what the function said in its answer, else the last error it logged that names the record
 * (Powertools' batch processor and a logger with the message id do), else only that it was reported.
 */
export const reasonOf = (
  failure: ItemFailure,
  lines: readonly string[],
): { code: string; message: string } => {
  if (failure.message) return { code: failure.code ?? REPORTED.code, message: failure.message };
  const line = lines.findLast((text) => text.includes(failure.id) && /\bERROR\b/.test(text));
  return line ? fromLogLine(line) : REPORTED;
};

const fromLogLine = (line: string): { code: string; message: string } => {
  const json = line.indexOf("{");
  try {
    const entry: { message?: unknown; error?: { name?: unknown; message?: unknown } } = JSON.parse(
      line.slice(json),
    );
    return {
      code: typeof entry.error?.name === "string" ? entry.error.name : REPORTED.code,
      message: String(entry.error?.message ?? entry.message ?? line),
    };
  } catch {
    return { code: REPORTED.code, message: line };
  }
};
