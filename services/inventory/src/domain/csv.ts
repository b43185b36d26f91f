/** As `CSVDelimiter` of an ItemReader names them. */
export const delimiters = { COMMA: ",", SEMICOLON: ";", TAB: "\t", PIPE: "|" } as const;

export type Delimiter = keyof typeof delimiters;

export interface CsvRecord {
  /** From 0, empty lines counted. */
  readonly index: number;
  /** Of its first character, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** Text in which no reader could tell where a cell or a record ends. */
export class MalformedCsvError extends Error {
  override readonly name = "MalformedCsvError";
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/** More than any row of a menu needs: a quotation mark that is never closed swallows the rest of a file. */
const longestRecord = 8_000;

/**
 * Splits text into records as the ItemReader of a Distributed Map does, and refuses what its documentation leaves open:
 * https://docs.aws.amazon.com/step-functions/latest/dg/example-csv-parse-dist-map.html
 * Backslashes stay in the cells. Throws `MalformedCsvError`.
 */
export const createCsvScanner = (delimiter: string, onRecord: (record: CsvRecord) => void) => {
  let state: "start" | "plain" | "quoted" | "closed" = "start";
  let cells: string[] = [];
  let cell = "";
  let index = 0;
  let line = 1;
  let firstLine = 1;
  let quotedAt = 1;
  let length = 0;
  let carriageReturn = false;

  const endCell = () => {
    cells.push(cell);
    cell = "";
    state = "start";
  };
  const endRecord = () => {
    endCell();
    onRecord({ index, line: firstLine, cells });
    index += 1;
    cells = [];
    length = 0;
    firstLine = line;
  };
  const tooLong = () =>
    new MalformedCsvError(
      state === "quoted" ? quotedAt : firstLine,
      `This row is longer than ${longestRecord} characters. Is a quotation mark missing in it?`,
    );

  const loneCarriageReturn = () =>
    new MalformedCsvError(
      line,
      "Its lines end as nobody's do any more (CR alone). Save it with usual line ends.",
    );

  const take = (character: string) => {
    if (character === "\n") line += 1;
    if (state === "quoted") {
      if (character === '"') state = "closed";
      else cell += character;
    } else if (character === delimiter) endCell();
    else if (character === "\n") endRecord();
    else if (character === '"') {
      if (state === "plain")
        throw new MalformedCsvError(
          line,
          "A quotation mark stands within a text that does not begin with one. Put the whole cell in quotation marks, and double those within it.",
        );
      // Closed and opened again: a doubled one.
      if (state === "closed") cell += '"';
      else quotedAt = line;
      state = "quoted";
    } else if (state === "closed")
      throw new MalformedCsvError(
        line,
        "Text follows a quotation mark that ends a cell. Double those within a cell.",
      );
    else {
      cell += character;
      state = "plain";
    }
    if (++length > longestRecord) throw tooLong();
  };

  return {
    push(text: string) {
      for (const character of text) {
        if (carriageReturn && character !== "\n") throw loneCarriageReturn();
        carriageReturn = character === "\r" && state !== "quoted";
        if (!carriageReturn) take(character);
      }
    },
    end() {
      if (state === "quoted")
        throw new MalformedCsvError(quotedAt, "A quotation mark is opened here and never closed.");
      if (carriageReturn || state !== "start" || cells.length > 0) endRecord();
    },
  };
};

/** The delimiter that makes most cells of a header. */
export const delimiterOf = (header: string): Delimiter =>
  (Object.keys(delimiters) as Delimiter[]).reduce((best, name) =>
    header.split(delimiters[name]).length > header.split(delimiters[best]).length ? name : best,
  );
