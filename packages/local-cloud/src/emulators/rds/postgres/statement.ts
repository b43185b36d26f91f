import { errorIn } from "./error.ts";
import { int16, int32, message, messagesIn, zeroEnded } from "./messages.ts";

/** A parameter as text, null for SQL's NULL, and the object id of its type. */
export interface Parameter {
  readonly type: number;
  readonly value: string | null;
}

export interface Column {
  readonly name: string;
  /** Object id of the table it is of, 0 for what is computed, and its number there. */
  readonly table: number;
  readonly attribute: number;
  /** Object id. */
  readonly type: number;
  /** Length or precision, where the type has such; -1 where not. */
  readonly modifier: number;
}

export interface Result {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** Of rows that were written; 0 of a statement that only reads. */
  readonly written: number;
}

/** Statements without parameters, one after the other. */
export const simpleQuery = (sql: string): Buffer => message("Q", zeroEnded(sql));

/** One statement with parameters, which are `$1`, `$2`, … in it. */
export const statement = (sql: string, parameters: readonly Parameter[]): Buffer => {
  const types = parameters.map(({ type }) => int32(type));
  const values = parameters.flatMap(({ value }) => {
    if (value === null) return [int32(-1)];
    const bytes = Buffer.from(value);
    return [int32(bytes.length), bytes];
  });
  const count = int16(parameters.length);
  const unnamed = zeroEnded("");
  return Buffer.concat([
    message("P", unnamed, zeroEnded(sql), count, ...types),
    message("B", unnamed, unnamed, int16(0), count, ...values, int16(0)),
    message("D", Buffer.from("P"), unnamed),
    message("E", unnamed, int32(0)),
    message("S"),
  ]);
};

/** What the last statement gave. Throws the first error, as a `PostgresError`. */
export const resultIn = (answer: Buffer): Result => {
  let columns: readonly Column[] = [];
  let rows: (string | null)[][] = [];
  let written = 0;
  for (const { type, body } of messagesIn(answer)) {
    if (type === "E") throw errorIn({ type, body });
    if (type === "T") [columns, rows] = [columnsIn(body), []];
    if (type === "D") rows.push(valuesIn(body));
    if (type === "C")
      written = Number(/^(?:INSERT \d+|UPDATE|DELETE|MERGE) (\d+)/.exec(body.toString())?.[1] ?? 0);
  }
  return { columns, rows, written };
};

const columnsIn = (body: Buffer): Column[] => {
  const columns: Column[] = [];
  for (let at = 2; at < body.length; ) {
    const end = body.indexOf(0, at);
    columns.push({
      name: body.toString("utf8", at, end),
      table: body.readUInt32BE(end + 1),
      attribute: body.readInt16BE(end + 5),
      type: body.readUInt32BE(end + 7),
      modifier: body.readInt32BE(end + 13),
    });
    at = end + 19;
  }
  return columns;
};

const valuesIn = (body: Buffer): (string | null)[] => {
  const values: (string | null)[] = [];
  for (let at = 2; at < body.length; ) {
    const length = body.readInt32BE(at);
    at += 4;
    values.push(length < 0 ? null : body.toString("utf8", at, at + length));
    at += Math.max(0, length);
  }
  return values;
};
