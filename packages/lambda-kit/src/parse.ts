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

/** Throws `InvalidInputError` when `text` is not JSON; says where, and not what stands there, since it may be personal. */
export function parseJson(text: string, subject: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const [where = ""] = / at position \d+/.exec(cause instanceof Error ? cause.message : "") ?? [];
    throw new InvalidInputError(subject, [{ code: "custom", path: [], message: `is not JSON${where}` }]);
  }
}
