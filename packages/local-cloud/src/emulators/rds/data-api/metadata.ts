import type { ColumnMetadata } from "@aws-sdk/client-rds-data";
import type { Column, Result } from "../postgres/statement.ts";
import type { Elements } from "./fields.ts";
import { javaTypes } from "./types.ts";

type Ask = (sql: string) => Promise<Result>;

const numbers = (values: Iterable<number>) => `ARRAY[${[...new Set(values)].join(", ")}]::oid[]`;

/** The element types of the columns that are arrays, by the type of the array. */
export const elementsOf = async (columns: readonly Column[], ask: Ask): Promise<Elements> => {
  const { rows } = await ask(
    `SELECT oid, typelem FROM pg_type WHERE typcategory = 'A' AND oid = ANY(${numbers(columns.map(({ type }) => type))})`,
  );
  return new Map(rows.map(([type, element]) => [Number(type), Number(element)]));
};

/** Of a number with digits before and after the point, as PostgreSQL packs it. */
const ofNumeric = (modifier: number) =>
  modifier < 0 ? {} : { precision: ((modifier - 4) >> 16) & 0xffff, scale: (modifier - 4) & 0xffff };

export const metadataOf = async (columns: readonly Column[], ask: Ask): Promise<ColumnMetadata[]> => {
  const types = await ask(
    `SELECT oid, typname FROM pg_type WHERE oid = ANY(${numbers(columns.map(({ type }) => type))})`,
  );
  const attributes = await ask(
    `SELECT attrelid, attnum, relname, nspname, attnotnull FROM pg_attribute
     JOIN pg_class ON pg_class.oid = attrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
     WHERE attrelid = ANY(${numbers(columns.map(({ table }) => table))})`,
  );
  return columns.map(({ name, type, table, attribute, modifier }) => {
    const typeName = types.rows.find(([id]) => Number(id) === type)?.[1] ?? "";
    const [, , tableName = "", schemaName = "", notNull] =
      attributes.rows.find(([id, number]) => Number(id) === table && Number(number) === attribute) ?? [];
    return {
      name,
      label: name,
      typeName,
      type: typeName?.startsWith("_") ? 2003 : (javaTypes[typeName ?? ""] ?? 1111),
      tableName: tableName ?? "",
      schemaName: schemaName ?? "",
      // As JDBC numbers it: 0 not, 1 may be, 2 nobody knows.
      nullable: notNull === undefined ? 2 : notNull === "t" ? 0 : 1,
      ...(typeName === "numeric" && ofNumeric(modifier)),
    };
  });
};
