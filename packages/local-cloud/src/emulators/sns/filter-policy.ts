import { isRecord } from "../../core/values.ts";
import { compileMatch } from "../../patterns/match.ts";
import { operatorTest } from "../../patterns/operators.ts";
import type { Conjunction } from "../../patterns/parse-pattern.ts";
import { invalid, readValueTests, type Scalar } from "../../patterns/value-tests.ts";

/** https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html */
const MAX_KEYS = 5; // at the top, nested keys do not count
const MAX_COMBINATIONS = 150;
const TOO_COMPLEX = "Filter policy is too complex";

type Policy = Record<string, unknown>;
type Part = { readonly combinations: number; expand(given: readonly Conjunction[]): Conjunction[] };

const pattern = (operator: string, operand: unknown): string =>
  typeof operand === "string" ? operand : invalid(`${operator} match pattern must be a string`);

/** SNS knows fewer forms of the operators than EventBridge: no wildcards, and nothing but a prefix in `anything-but`. */
const testOf = (operator: string, operand: unknown): ((value: Scalar) => boolean) => {
  switch (operator) {
    case "exists":
      // https://docs.aws.amazon.com/sns/latest/dg/attribute-key-matching.html: a value that is not null and not empty.
      return (value) => value !== null && value !== "";
    case "prefix":
    case "suffix":
    case "equals-ignore-case":
      return operatorTest(operator, pattern(operator, operand), "bus");
    case "anything-but":
      if (isRecord(operand)) {
        const [inner] = Object.keys(operand);
        if (inner !== "prefix") invalid(`Unsupported anything-but pattern: ${inner}`);
        pattern("prefix", operand.prefix);
      }
      return operatorTest(operator, operand, "bus");
    case "numeric":
    case "cidr":
      return operatorTest(operator, operand, "bus");
    default:
      return invalid(`Unrecognized match type ${operator}`);
  }
};

const RESERVED = new Set("exists prefix suffix equals-ignore-case anything-but numeric cidr".split(" "));

/** Else `$or` is a name as any other: https://docs.aws.amazon.com/sns/latest/dg/and-or-logic.html#or-operator */
const isOr = (key: string, value: unknown): value is Policy[] =>
  key === "$or" &&
  Array.isArray(value) &&
  value.length > 1 &&
  value.every((each) => isRecord(each) && !Object.keys(each).some((name) => RESERVED.has(name)));

const all = (parts: readonly Part[]): Part => ({
  combinations: parts.reduce((product, part) => product * part.combinations, 1),
  expand: (given) => parts.reduce<Conjunction[]>((so, part) => part.expand(so), [...given]),
});
const any = (parts: readonly Part[]): Part => ({
  combinations: parts.reduce((sum, part) => sum + part.combinations, 0),
  expand: (given) => parts.flatMap((part) => part.expand(given)),
});

const readPolicy = (policy: Policy, path: string, depth: number): Part => {
  if (depth > MAX_COMBINATIONS) invalid(TOO_COMPLEX);
  const entries = Object.entries(policy);
  if (entries.length === 0) invalid("Empty objects are not allowed");
  return all(
    entries.map(([key, value]): Part => {
      if (isOr(key, value)) return any(value.map((branch) => readPolicy(branch, path, depth)));
      const field = path === "" ? key : `${path}.${key}`;
      if (isRecord(value)) return readPolicy(value, field, depth + 1);
      if (!Array.isArray(value)) return invalid(`"${key}" must be an object or an array`);
      const tests = readValueTests(value, testOf);
      return {
        combinations: value.length * depth, // a value counts once for each level it is nested
        expand: (given) => given.map((fields) => new Map(fields).set(field, tests)),
      };
    }),
  );
};

const isNested = (policy: Policy): boolean =>
  Object.entries(policy).some(([key, value]) => (isOr(key, value) ? value.some(isNested) : isRecord(value)));

/** Compiles a filter policy to a test of flattened values; throws an Error with the reason SNS gives. */
export const compilePolicy = (
  policy: Policy,
  options: { readonly nested: boolean },
): ((values: unknown) => boolean) => {
  const part = readPolicy(policy, "", 1);
  if (!options.nested && isNested(policy))
    throw new Error("Filter policy scope MessageAttributes does not support nested filter policy");
  if (Object.keys(policy).length > MAX_KEYS) invalid(`Filter policy can not have more than ${MAX_KEYS} keys`);
  if (part.combinations > MAX_COMBINATIONS) invalid(TOO_COMPLEX);
  return compileMatch(part.expand([new Map()])).matches;
};
