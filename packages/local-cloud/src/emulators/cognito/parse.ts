import type { z } from "zod";
import { parseInput } from "../parse-input.ts";

/** An input as `schema` describes it; anything else is the error Cognito gives. */
export const parse = <Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> =>
  parseInput(schema, input, "InvalidParameterException");
