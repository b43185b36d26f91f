/** Columns an ItemReader is told of beforehand, so that no cell is dropped; nobody's file has as many. */
export const mostColumns = 16;

/** By which the ItemReader hands cells on; names of the file's own would come with its byte order mark. */
export const columnNames = Array.from({ length: mostColumns }, (_, at) => `c${at + 1}`);

/** A row that the first look at the file found wrong. */
export interface MarkedRow {
  readonly row: number;
  readonly sku: string;
  readonly column?: string | undefined;
  readonly reason: string;
}

/** What the first look at a file knows, and a batch of its rows does not. */
export interface ImportLayout {
  /** What each column is, in order: `sku`, `store-1`; nothing for one without a name. */
  readonly columns: readonly string[];
  /** Index of the first row below the header, the first of the file being 0. */
  readonly firstRow: number;
  /** Rows with line breaks within their cells, in order, and how many; lines and rows differ by them. */
  readonly breaks: readonly (readonly [row: number, lineBreaks: number])[];
  /** Rows that cannot go in, in order. */
  readonly marked: readonly MarkedRow[];
}

/** The line of the file where a row begins, as an editor counts. */
export const lineOf = ({ breaks }: Pick<ImportLayout, "breaks">, row: number): number =>
  breaks.reduce((line, [before, lineBreaks]) => line + (before < row ? lineBreaks : 0), row + 1);
