import { createCsvScanner, type Delimiter, delimiterOf, delimiters, MalformedCsvError } from "./csv.ts";
import type { ImportLayout } from "./import-layout.ts";
import { createRowCheck } from "./row-check.ts";

/** What a file is: a menu, or none for the reason. */
export type Inspection =
  | {
      readonly kind: "menu";
      readonly delimiter: Delimiter;
      /** Without the header and empty lines. */
      readonly totalRows: number;
      readonly layout: ImportLayout;
    }
  | { readonly kind: "refused"; readonly line: number; readonly reason: string };

const saveAs = 'Save it as "CSV UTF-8" in your spreadsheet, and import that.';

const signatures: readonly (readonly [bytes: readonly number[], what: string])[] = [
  [[0x50, 0x4b], `This is a ZIP archive or an Excel workbook, whatever its name says. ${saveAs}`],
  [[0xd0, 0xcf, 0x11, 0xe0], `This is an old Excel workbook, whatever its name says. ${saveAs}`],
  [[0x1f, 0x8b], "This is a compressed file, whatever its name says. Unpack it first."],
  [[0x25, 0x50, 0x44, 0x46], `This is a PDF, whatever its name says. ${saveAs}`],
  [[0xff, 0xfe], `This is text in UTF-16. ${saveAs}`],
  [[0xfe, 0xff], `This is text in UTF-16. ${saveAs}`],
];

/** Bytes to tell the kind of file by, and the delimiter. */
const headSize = 16 * 1024;

/** Looks through a whole file once, in chunks, before its rows are handed out. Rules and what breaks them are in docs. */
export const inspectFile = async (
  chunks: AsyncIterable<Uint8Array>,
  storeIds: readonly string[],
): Promise<Inspection> => {
  const { head, rest } = await takeHead(chunks);
  const what = kindOf(head);
  if (what) return { kind: "refused", line: 1, reason: what };

  // Takes a byte order mark away.
  const decoder = new TextDecoder("utf-8");
  const start = decoder.decode(head, { stream: true });
  const delimiter = delimiterOf(start.split(/\r?\n/).find((line) => line.trim() && !isHint(line)) ?? "");
  const rows = createRowCheck(storeIds);
  const scanner = createCsvScanner(delimiters[delimiter], rows.check);
  try {
    scanner.push(start);
    for await (const chunk of rest) scanner.push(decoder.decode(chunk, { stream: true }));
    scanner.push(decoder.decode());
    scanner.end();
    return { kind: "menu", delimiter, ...rows.result() };
  } catch (error) {
    if (error instanceof MalformedCsvError)
      return { kind: "refused", line: error.line, reason: error.message };
    throw error;
  }
};

/** Some programs begin with it, and Excel does not show it. */
const isHint = (line: string) => /^\s*"?sep=/i.test(line);

const kindOf = (head: Uint8Array): string | undefined => {
  if (head.length === 0) return "The file is empty.";
  const known = signatures.find(([bytes]) => bytes.every((byte, at) => head[at] === byte));
  if (known) return known[1];
  return head.includes(0) ? `This is no text, whatever its name says. ${saveAs}` : undefined;
};

const takeHead = async (chunks: AsyncIterable<Uint8Array>) => {
  const iterator = chunks[Symbol.asyncIterator]();
  const taken: Uint8Array[] = [];
  for (let size = 0; size < headSize; ) {
    const { done, value } = await iterator.next();
    if (done) break;
    taken.push(value);
    size += value.length;
  }
  return { head: Buffer.concat(taken), rest: { [Symbol.asyncIterator]: () => iterator } };
};
