import type { ImportProblem } from "@sourdough/events-schema/http";

/** Problems as a file that a spreadsheet opens, and runs nothing of. */
export const problemsFile = (problems: readonly ImportProblem[]): string =>
  [
    ["line", "column", "reason"],
    ...problems.map(({ line, column = "", reason }) => [String(line), column, reason]),
  ]
    .map((cells) => cells.map(cell).join(","))
    .join("\r\n")
    // Excel takes a file without a byte order mark for Windows-1252.
    .replace(/^/, "\ufeff");

const cell = (text: string) => `"${text.replace(/^[=+\-@]/, "'$&").replaceAll('"', '""')}"`;
