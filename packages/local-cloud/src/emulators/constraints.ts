import { z } from "zod";

// What AWS says of a member that breaks a rule of an API's model.
export const atMost = (length: number) => `Member must have length less than or equal to ${length}`;
export const atLeast = (length: number) => `Member must have length greater than or equal to ${length}`;
export const matching = (pattern: string) => `Member must satisfy regular expression pattern: ${pattern}`;

export const whole = (least: number, most = Number.MAX_SAFE_INTEGER) =>
  z
    .number()
    .int()
    .min(least, `Member must have value greater than or equal to ${least}`)
    .max(most, `Member must have value less than or equal to ${most}`);

export const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, { error: `Member must satisfy enum value set: [${values.join(", ")}]` });
