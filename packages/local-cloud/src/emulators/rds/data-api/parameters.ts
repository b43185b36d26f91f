import { AwsError } from "../../../core/aws-error.ts";
import type { Parameter } from "../postgres/statement.ts";
import type { SqlParameter } from "./inputs.ts";
import { oid } from "./types.ts";

const hinted = {
  DATE: oid.date,
  DECIMAL: oid.numeric,
  JSON: oid.jsonb,
  TIME: oid.time,
  TIMESTAMP: oid.timestamp,
  UUID: oid.uuid,
} as const;

/** A parameter with the type that the Data API gives it, which PostgreSQL does not always convert by itself. */
const typed = ({ value, typeHint }: SqlParameter): Parameter => {
  const hint = typeHint && hinted[typeHint];
  if ("isNull" in value) return { type: hint ?? 0, value: null };
  if ("booleanValue" in value) return { type: oid.bool, value: String(value.booleanValue) };
  if ("longValue" in value) return { type: oid.int8, value: String(value.longValue) };
  if ("doubleValue" in value) return { type: oid.float8, value: String(value.doubleValue) };
  if ("blobValue" in value) return { type: oid.bytea, value: `\\x${value.blobValue.toString("hex")}` };
  return { type: hint ?? oid.varchar, value: value.stringValue };
};

/** Those that a statement names, in its order. Throws BadRequestException for one that is not given. */
export const valuesOf = (names: readonly string[], given: readonly SqlParameter[]): Parameter[] =>
  names.map((name) => {
    const found = given.find((parameter) => parameter.name === name);
    if (!found) throw new AwsError("BadRequestException", `Cannot find parameter: ${name}`);
    return typed(found);
  });
