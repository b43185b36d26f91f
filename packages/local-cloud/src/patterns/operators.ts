import { isRecord } from "../core/values.ts";
import { cidrTest } from "./cidr.ts";
import { invalid, type Scalar } from "./value-tests.ts";
import { wildcardTest } from "./wildcard.ts";

/**
 * Event buses know every operator. Pipes and event source mappings filter with fewer, see
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export type Dialect = "bus" | "filter";

type Test = (value: Scalar) => boolean;
type TextTest = (text: string) => boolean;

const onText =
  (test: TextTest): Test =>
  (value) =>
    typeof value === "string" && test(value);
const text = (value: unknown, reason: string): string =>
  typeof value === "string" ? value : invalid(reason);

const prefixTest = (prefix: string): TextTest => {
  return (value) => value.startsWith(prefix);
};
const suffixTest = (suffix: string): TextTest => {
  return (value) => value.endsWith(suffix);
};
const ignoringCase = (expected: string): TextTest => {
  const lower = expected.toLowerCase();
  return (value) => value.length === lower.length && value.toLowerCase() === lower;
};

const affix = (operator: "prefix" | "suffix", operand: unknown): Test => {
  const make = operator === "prefix" ? prefixTest : suffixTest;
  if (!isRecord(operand)) return onText(make(text(operand, `${operator} match pattern must be a string`)));
  const [inner, ...rest] = Object.keys(operand);
  const name = operator === "prefix" ? "Prefix" : "Suffix";
  if (inner === undefined) return invalid(`${name} expression name not found`);
  if (inner !== "equals-ignore-case") return invalid(`Unsupported ${operator} pattern: ${inner}`);
  if (rest.length > 0) return invalid("Only one key allowed in match expression");
  const expected = text(operand[inner], "equals-ignore-case match pattern must be a string").toLowerCase();
  const test = make(expected);
  return onText((value) => test(value.toLowerCase()));
};

const LIMIT = 5e9;
const number = (value: unknown, operator: string): number => {
  if (typeof value !== "number") return invalid(`Value of ${operator} must be numeric`);
  if (Math.abs(value) > LIMIT) return invalid("Value must be between -5.0E9 and 5.0E9, inclusive");
  return value;
};

const comparisons: Record<string, (bound: number) => (value: number) => boolean> = {
  "=": (bound) => (value) => value === bound,
  "<": (bound) => (value) => value < bound,
  "<=": (bound) => (value) => value <= bound,
  ">": (bound) => (value) => value > bound,
  ">=": (bound) => (value) => value >= bound,
};

const numeric = (operand: unknown): Test => {
  if (!Array.isArray(operand)) return invalid("Value of numeric must be an array.");
  const [operator, bound, upper, upperBound] = operand as unknown[];
  if (typeof operator !== "string")
    return invalid(`Invalid member in numeric match: ${operator === undefined ? "]" : String(operator)}`);
  if (!Object.hasOwn(comparisons, operator)) {
    return invalid(`Unrecognized numeric range operator: ${operator}`);
  }
  const lower = comparisons[operator]!(number(bound, operator === "=" ? "equals" : operator));
  if (operand.length === 2) return (value) => typeof value === "number" && lower(value);
  if (!operator.startsWith(">")) return invalid("Too many elements in numeric expression");
  if (typeof upper !== "string") return invalid(`Bad value in numeric range: ${String(upper)}`);
  if (upper !== "<" && upper !== "<=") return invalid(`Bad numeric range operator: ${upper}`);
  const below = comparisons[upper]!(number(upperBound, upper));
  if (operand.length > 4) return invalid("Too many terms in numeric range expression");
  if ((bound as number) >= (upperBound as number)) return invalid("Bottom must be less than top");
  return (value) => typeof value === "number" && lower(value) && below(value);
};

const anythingButValues = (operand: unknown): Test => {
  const values: unknown[] = Array.isArray(operand) ? operand : [operand];
  for (const value of values) {
    if (typeof value === "string" || typeof value === "number") continue;
    invalid(
      Array.isArray(operand)
        ? "Inside anything but list, start|null|boolean is not supported."
        : "Value of anything-but must be an array or single string/number value.",
    );
  }
  if (values.length === 0 || values.some((value) => typeof value !== typeof values[0])) {
    return invalid(
      "Inside anything but list, either all values are number or string, mixed type is not supported",
    );
  }
  const excluded = new Set(values);
  return (value) => !excluded.has(value);
};

const anythingButForms: Record<string, { reason: string; make: (expected: string) => TextTest }> = {
  "equals-ignore-case": {
    reason: "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.",
    make: ignoringCase,
  },
  prefix: { reason: "prefix/suffix match pattern must be a string", make: prefixTest },
  suffix: { reason: "prefix/suffix match pattern must be a string", make: suffixTest },
  wildcard: { reason: "wildcard match pattern must be a string", make: wildcardTest },
};

const anythingBut = (operand: unknown, dialect: Dialect): Test => {
  if (!isRecord(operand)) return anythingButValues(operand);
  const [inner, ...rest] = Object.keys(operand);
  if (inner === undefined) return invalid("Anything-But expression name not found");
  if (!Object.hasOwn(anythingButForms, inner)) return invalid(`Unsupported anything-but pattern: ${inner}`);
  if (rest.length > 0) return invalid("Too many elements in numeric expression");
  if (dialect === "filter") return unsupportedInFilters(`anything-but with ${inner}`);
  const { reason, make } = anythingButForms[inner]!;
  const given = operand[inner];
  if (isRecord(given) || given === null || typeof given === "boolean") {
    return invalid("Value of anything-but must be an array or single string/number value.");
  }
  const excluded = (Array.isArray(given) ? given : [given]).map((each) => {
    const expected = text(each, reason);
    if (expected === "" && (inner === "prefix" || inner === "suffix"))
      invalid("Null prefix/suffix not allowed");
    return make(expected);
  });
  return (value) => typeof value !== "string" || !excluded.some((test) => test(value));
};

const unsupportedInFilters = (what: string): never =>
  invalid(`${what} is not supported in filters of pipes and event source mappings`);

/** Compiles one match expression such as `{ "prefix": "a" }`, but not `exists`; throws an Error with the reason. */
export const operatorTest = (operator: string, operand: unknown, dialect: Dialect): Test => {
  switch (operator) {
    case "prefix":
    case "suffix":
      return affix(operator, operand);
    case "equals-ignore-case":
      return onText(ignoringCase(text(operand, "equals-ignore-case match pattern must be a string")));
    case "numeric":
      return numeric(operand);
    case "anything-but":
      return anythingBut(operand, dialect);
    case "cidr":
      // EventBridge says "prefix" here.
      return onText(cidrTest(text(operand, "prefix match pattern must be a string")));
    case "wildcard":
      if (dialect === "filter") return unsupportedInFilters("wildcard");
      return onText(wildcardTest(text(operand, "wildcard match pattern must be a string")));
    default:
      return invalid(`Unrecognized match type ${operator}`);
  }
};
