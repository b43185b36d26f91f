import { isRecord } from "../core/values.ts";

/** What a leaf of an event can be. */
export type Scalar = string | number | boolean | null;

/** The alternatives a pattern gives for one field: an event value must satisfy one of them. */
export interface ValueTests {
  /** Values equal to one of these match. */
  readonly exact: ReadonlySet<Scalar>;
  readonly tests: readonly ((value: Scalar) => boolean)[];
  /** `{ exists: false }`: the field may also be missing. */
  readonly absent: boolean;
}

/**
 * The alternatives as a pattern lists them; `testOf` compiles one operator with its operand. Throws an Error with the
 * reason AWS gives.
 */
export const readValueTests = (
  values: readonly unknown[],
  testOf: (operator: string, operand: unknown) => (value: Scalar) => boolean,
): ValueTests => {
  if (values.length === 0) invalid("Empty arrays are not allowed");
  const exact = new Set<Scalar>();
  const tests: ((value: Scalar) => boolean)[] = [];
  let absent = false;
  for (const value of values) {
    if (Array.isArray(value)) invalid("Match value must be String, number, true, false, or null");
    if (!isRecord(value)) {
      exact.add(value as Scalar);
      continue;
    }
    const [operator, ...rest] = Object.keys(value);
    if (operator === undefined) return invalid("Match expression name not found");
    const operand = value[operator];
    if (operator === "exists" && typeof operand !== "boolean")
      invalid("exists match pattern must be either true or false.");
    if (operator === "exists" && operand === false) absent = true;
    else tests.push(testOf(operator, operand));
    if (rest.length > 0) invalid("Only one key allowed in match expression");
  }
  return { exact, tests, absent };
};

/** Breaks off with the sentence AWS gives as the reason. */
export const invalid = (reason: string): never => {
  throw new Error(reason);
};

export const matchesValue = (tests: ValueTests, value: Scalar): boolean => {
  if (tests.exact.has(value)) return true;
  for (const test of tests.tests) if (test(value)) return true;
  return false;
};
