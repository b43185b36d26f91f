import type * as z from "zod";
import { InvalidInputError } from "./errors.ts";

/** Throws `InvalidInputError` with zod's issues. */
export function parse<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  subject: string,
): z.infer<Schema> {
  const result = schema.safeParse(input);
  if (!result.success) throw new InvalidInputError(subject, result.error.issues, { cause: result.error });
  return result.data;
}

/** Throws `InvalidInputError` when `text` is not JSON. */
export function parseJson(text: string, subject: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidInputError(subject, [{ code: "custom", path: [], message }], { cause });
  }
}
