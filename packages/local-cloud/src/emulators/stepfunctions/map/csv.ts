/** Rows of a delimited text, given to it piece by piece. */
export interface CsvParser {
  /** The rows that have ended. */
  push(text: string): string[][];
  /** The last row, where no newline ended it. */
  end(): string[][];
}

const QUOTE = '"';
const ESCAPE = "\\";
/** More than an item may have bytes. */
const LONGEST_FIELD = 262_144;

/**
 * Reads as Step Functions does: fields are text; quotes enclose delimiters and newlines, within a field of any kind two
 * of them are one; a backslash keeps a backslash, quote or delimiter after it, and goes otherwise.
 * https://docs.aws.amazon.com/step-functions/latest/dg/example-csv-parse-dist-map.html
 *
 * Not in its documentation, and so to be seen on AWS: CR LF and CR end a row as LF does, an empty line is a row of one
 * empty field, a byte order mark belongs to the first field.
 */
export const createCsvParser = (delimiter: string): CsvParser => {
  let field = "";
  let row: string[] = [];
  let rows: string[][] = [];
  let inQuotes = false;
  /** Whether anything of the field was there, if only a quote. */
  let inField = false;
  /** Whether anything of the row was there. */
  let inRow = false;
  /** What of the text before says nothing without what follows. */
  let pending = "";

  const endField = () => {
    row.push(field);
    field = "";
    inField = false;
  };
  const endRow = () => {
    endField();
    rows.push(row);
    row = [];
    inRow = false;
  };
  /** What a character ends for sure that is neither text nor anything but itself. */
  const special = new Set([QUOTE, ESCAPE, "\n", "\r", delimiter]);

  const read = (text: string, isLast: boolean): void => {
    let at = 0;
    while (at < text.length) {
      let end = at;
      while (end < text.length && !special.has(text[end]!)) end++;
      if (end > at) {
        field += text.slice(at, end);
        inField = inRow = true;
        at = end;
        continue;
      }
      const char = text[at]!;
      const next = text[at + 1];
      // A pair may be divided between two pieces.
      if (next === undefined && !isLast && char !== delimiter && char !== "\n") break;
      at++;
      if (char === ESCAPE) {
        inField = inRow = true;
        if (next !== undefined && (next === ESCAPE || next === QUOTE || next === delimiter)) {
          field += next;
          at++;
        }
      } else if (char === QUOTE) {
        if (inField && next === QUOTE) {
          field += QUOTE;
          at++;
        } else inQuotes = !inQuotes;
        inField = inRow = true;
      } else if (inQuotes) field += char;
      else if (char === delimiter) {
        endField();
        inRow = true;
      } else {
        if (char === "\r" && next === "\n") at++;
        endRow();
      }
    }
    pending = text.slice(at);
    // A quote that nobody closes would take the rest of the file.
    if (field.length > LONGEST_FIELD)
      throw new RangeError(
        `A field is longer than ${LONGEST_FIELD} characters; perhaps a quote is not closed.`,
      );
  };
  const taken = (): string[][] => {
    const ended = rows;
    rows = [];
    return ended;
  };

  return {
    push(text) {
      read(pending + text, false);
      return taken();
    },
    end() {
      read(pending, true);
      if (inRow || inField || row.length > 0) endRow();
      return taken();
    },
  };
};
