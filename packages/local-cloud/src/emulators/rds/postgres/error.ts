import { type Message, message, zeroEnded } from "./messages.ts";

/** An error as PostgreSQL has it. `sqlState`: https://www.postgresql.org/docs/current/errcodes-appendix.html */
export class PostgresError extends Error {
  override readonly name = "PostgresError";
  readonly sqlState: string;
  readonly hint?: string;
  readonly position?: string;

  constructor(sqlState: string, text: string, details: { hint?: string; position?: string } = {}) {
    super(text);
    this.sqlState = sqlState;
    this.hint = details.hint;
    this.position = details.position;
  }
}

/** `FATAL` ends the connection, `ERROR` the statement. */
export const errorMessage = (severity: "ERROR" | "FATAL", error: PostgresError): Buffer =>
  message(
    "E",
    ...Object.entries({
      S: severity,
      V: severity,
      C: error.sqlState,
      M: error.message,
      H: error.hint,
    }).flatMap(([field, value]) => (value === undefined ? [] : [zeroEnded(field + value)])),
    Buffer.alloc(1),
  );

export const errorIn = ({ body }: Message): PostgresError => {
  const fields: Record<string, string> = {};
  for (const text of body.toString("utf8").split("\0")) if (text) fields[text[0]!] = text.slice(1);
  return new PostgresError(fields.C ?? "XX000", fields.M ?? "", { hint: fields.H, position: fields.P });
};
