import { AwsError } from "../core/aws-error.ts";
import { isRecord } from "../core/values.ts";
import { type Dialect, operatorTest } from "./operators.ts";
import { invalid, readValueTests, type Scalar, type ValueTests } from "./value-tests.ts";
import { isTooComplex } from "./wildcard-complexity.ts";

/** One combination of the `$or` branches: all its fields must match. Keys are paths joined with dots. */
export type Conjunction = ReadonlyMap<string, ValueTests>;

/** `$or` branches multiply; https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html */
const MAX_COMBINATIONS = 1000;

// A key of this name inside $or would be ambiguous, so EventBridge refuses it.
const RESERVED_INSIDE_OR = new Set(
  (
    "exactly equals-ignore-case prefix suffix anything-but exists wildcard numeric cidr = < <= > >= regex " +
    "not-wildcard not-equals-ignore-case date-after date-on-or-after date-before date-on-or-before " +
    "in-date-range ip-address-in-range ip-address-not-in-range"
  ).split(" "),
);

const TOO_COMPLEX =
  "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character";

const testIn =
  (dialect: Dialect) =>
  (operator: string, operand: unknown): ((value: Scalar) => boolean) =>
    operator === "exists" ? () => true : operatorTest(operator, operand, dialect);

/** Wildcards among the alternatives of a field that were found valid. */
const wildcardsOf = (values: readonly unknown[]): string[] =>
  values.flatMap((value) => {
    if (!isRecord(value)) return [];
    const but = value["anything-but"];
    const wildcard = isRecord(but) ? but.wildcard : value.wildcard;
    return wildcard === undefined ? [] : ([wildcard].flat() as string[]);
  });

/** Combinations of a parsed pattern; throws `InvalidEventPatternException` that names the path and what is wrong. */
export const parsePattern = (pattern: unknown, dialect: Dialect): Conjunction[] => {
  let at = "";
  const wildcards = new Map<string, string[]>();
  const each = (object: Record<string, unknown>, path: string, insideOr: boolean, given: Conjunction[]) => {
    at = path;
    if (Object.keys(object).length === 0) invalid("Empty objects are not allowed");
    let combinations = given;
    for (const [key, value] of Object.entries(object)) {
      const child = path === "" ? key : `${path}.${key}`;
      at = child;
      if (key === "$or") {
        combinations = parseOr(value, path, combinations);
        continue;
      }
      if (insideOr && RESERVED_INSIDE_OR.has(key)) {
        invalid(`${key} is Ruler reserved fieldName which cannot be used inside $or.`);
      }
      if (Array.isArray(value)) {
        const tests = readValueTests(value, testIn(dialect));
        wildcards.set(child, [...(wildcards.get(child) ?? []), ...wildcardsOf(value)]);
        combinations = combinations.map((combination) => new Map(combination).set(child, tests));
      } else if (isRecord(value)) {
        combinations = each(value, child, insideOr, combinations);
      } else {
        invalid(`"${key}" must be an object or an array`);
      }
    }
    return combinations;
  };
  const parseOr = (branches: unknown, path: string, given: Conjunction[]): Conjunction[] => {
    if (!Array.isArray(branches)) return invalid("It must be an Array followed with $or.");
    const combinations = branches.flatMap((branch: unknown) => {
      if (!isRecord(branch)) return invalid("Only JSON object is allowed in array of $or relationship.");
      return each(branch, path, true, given);
    });
    if (branches.length < 2) invalid("There must have at least 2 Objects in $or relationship.");
    if (combinations.length > MAX_COMBINATIONS) {
      invalid(`$or makes ${combinations.length} combinations, at most ${MAX_COMBINATIONS} are allowed`);
    }
    return combinations;
  };

  try {
    if (!isRecord(pattern)) return invalid("Filter is not an object");
    const combinations = each(pattern, "", false, [new Map()]);
    at = "";
    if ([...wildcards.values()].some(isTooComplex)) invalid(TOO_COMPLEX);
    return combinations;
  } catch (error) {
    throw invalidPattern((error as Error).message, at);
  }
};

export const invalidPattern = (reason: string, path = ""): AwsError =>
  new AwsError(
    "InvalidEventPatternException",
    `Event pattern is not valid. Reason: ${reason}${path === "" ? "" : `\n at [Path: ${path}]`}`,
  );
