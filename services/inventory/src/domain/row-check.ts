import { type CsvRecord, MalformedCsvError } from "./csv.ts";
import { readHeader } from "./import-columns.ts";
import { type ImportLayout, type MarkedRow, mostColumns } from "./import-layout.ts";

/** What goes along with each batch has to be small; what is wrong as often as this is wrong with the file. */
const mostMarks = 500;

/** Takes the records of a file one by one, and notes what no batch of its rows could know. */
export const createRowCheck = (storeIds: readonly string[]) => {
  let columns: string[] | undefined;
  let firstRow = 0;
  let totalRows = 0;
  const breaks: [row: number, lineBreaks: number][] = [];
  const marked: MarkedRow[] = [];
  const lineOfSku = new Map<string, number>();

  const takeHeader = ({ index, line, cells }: CsvRecord) => {
    if (cells.length > mostColumns)
      throw new MalformedCsvError(line, `The header has more than ${mostColumns} columns.`);
    const header = readHeader(cells, storeIds);
    if ("refusal" in header) throw new MalformedCsvError(line, header.refusal);
    columns = header.columns;
    firstRow = index + 1;
  };

  const markOf = (
    names: readonly string[],
    { line, cells }: CsvRecord,
  ): Omit<MarkedRow, "row" | "sku"> | undefined => {
    const astray = cells.findIndex((cell, at) => !names[at] && cell.trim() !== "");
    if (astray >= 0)
      return {
        reason: `"${shown(cells[astray]!)}" is in a column without a name. A text with a delimiter in it has to be in quotation marks.`,
      };
    const lossy = cells.findIndex((cell) => cell.includes("\\"));
    if (lossy >= 0)
      return { column: names[lossy], reason: "It has a backslash, which would be lost. Write it without." };
    const sku = cells[names.indexOf("sku")]?.trim();
    const before = sku && lineOfSku.get(sku);
    if (before)
      return {
        column: "sku",
        reason: `Line ${before} has the same product; that line counts, and this one does not.`,
      };
    if (sku) lineOfSku.set(sku, line);
    return undefined;
  };

  const check = (record: CsvRecord) => {
    const { index, line, cells } = record;
    if (cells.some((cell) => cell.includes("\ufffd")))
      throw new MalformedCsvError(
        line,
        'A character here is not UTF-8. Save the file as "CSV UTF-8" in your spreadsheet, and import that.',
      );
    const lineBreaks = cells.reduce((sum, cell) => sum + cell.split("\n").length - 1, 0);
    if (lineBreaks > 0) breaks.push([index, lineBreaks]);
    if (breaks.length > mostMarks)
      throw new MalformedCsvError(line, `More than ${mostMarks} rows have line breaks within a cell.`);
    if (cells.every((cell) => cell.trim() === "")) return;
    if (!columns) {
      if (!/^\s*sep=/i.test(cells[0]!)) takeHeader(record);
      return;
    }
    totalRows += 1;
    const mark = markOf(columns, record);
    if (mark) marked.push({ row: index, sku: cells[columns.indexOf("sku")]?.trim() ?? "", ...mark });
    if (marked.length > mostMarks)
      throw new MalformedCsvError(
        line,
        `More than ${mostMarks} rows cannot go in; the last reason was: ${mark?.reason}`,
      );
  };

  return {
    check,
    result: (): { totalRows: number; layout: ImportLayout } => {
      if (!columns) throw new MalformedCsvError(1, "The file has empty lines and nothing else.");
      if (totalRows === 0)
        throw new MalformedCsvError(firstRow, "The file has a header and no rows below it.");
      return { totalRows, layout: { columns, firstRow, breaks, marked } };
    },
  };
};

/** As much of a cell as a sentence can carry. */
export const shown = (cell: string) => {
  const text = cell.replace(/\s+/g, " ").trim();
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
};
