import type { Field } from "@aws-sdk/client-rds-data";
import type { Column, Result } from "../postgres/statement.ts";
import { parseArray } from "./arrays.ts";
import type { ResultSetOptions } from "./inputs.ts";
import { oid } from "./types.ts";

type Read = (text: string) => string | number | boolean | Buffer;

const fractions: ReadonlySet<number> = new Set([oid.float4, oid.float8]);
const integers: ReadonlySet<number> = new Set([oid.int2, oid.int4, oid.oid]);

/** What a value of a type is for the Data API. https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/data-api-operations.html */
const kindOf = (type: number, { decimalReturnType, longReturnType }: ResultSetOptions): [string, Read] => {
  if (type === oid.bool) return ["booleanValue", (text) => text === "t"];
  if (integers.has(type) || (type === oid.int8 && longReturnType === "LONG")) return ["longValue", Number];
  if (fractions.has(type)) return ["doubleValue", Number];
  if (type === oid.numeric && decimalReturnType === "DOUBLE_OR_LONG") return ["doubleValue", Number];
  if (type === oid.bytea) return ["blobValue", (text) => Buffer.from(text.slice(2), "hex")];
  // Times are in UTC, and say nothing of it.
  if (type === oid.timestamptz) return ["stringValue", (text) => text.replace(/\+00$/, "")];
  return ["stringValue", String];
};

/** Element types of arrays, by the type of the array; 0 of what is no array. */
export type Elements = ReadonlyMap<number, number>;

export const fieldOf = (
  text: string | null,
  { type }: Column,
  elements: Elements,
  options: ResultSetOptions,
): Field => {
  if (text === null) return { isNull: true };
  const element = elements.get(type) ?? 0;
  const [kind, read] = kindOf(element || type, options);
  if (element === 0) return { [kind]: read(text) } as unknown as Field;
  const values = parseArray(text).map((item) => (item === null ? null : read(item)));
  return { arrayValue: { [`${kind}s`]: values } } as unknown as Field;
};

/** The rows as one JSON text, which has names in place of kinds. */
export const asJson = ({ columns, rows }: Result, options: ResultSetOptions): string =>
  JSON.stringify(
    rows.map((row) =>
      Object.fromEntries(
        row.map((text, index) => {
          const { name, type } = columns[index]!;
          const value = text === null ? null : kindOf(type, options)[1](text);
          return [name, value instanceof Buffer ? value.toString("base64") : value];
        }),
      ),
    ),
  );
