import { compareValues } from "./compare.ts";
import { invalid, invalidParameters } from "./errors.ts";
import type { Comparator, Condition, ConditionFunction, Operand } from "./expressions/conditions.ts";
import type { KeyTest, KeyTests } from "./expressions/key-condition.ts";
import type { Path } from "./expressions/paths.ts";
import type { Action } from "./expressions/updates.ts";
import type { AttributesOfUpdate, ComparisonOperator, ExpectedValue, LegacyCondition } from "./inputs.ts";
import { type AttributeType, type AttributeValue, parseValue, typeOf } from "./values.ts";

// Parameters that expressions have taken the place of; they come to the same.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.html

const SCALAR: readonly AttributeType[] = ["S", "N", "B"];
const ANY: readonly AttributeType[] = [...SCALAR, "SS", "NS", "BS", "BOOL", "NULL", "L", "M"];

interface Rule {
  readonly least: number;
  readonly most: number;
  readonly types: readonly AttributeType[];
}
const rule = (least: number, most: number, types: readonly AttributeType[]): Rule => ({ least, most, types });

const RULES: Readonly<Record<ComparisonOperator, Rule>> = {
  EQ: rule(1, 1, ANY),
  NE: rule(1, 1, ANY),
  LE: rule(1, 1, SCALAR),
  LT: rule(1, 1, SCALAR),
  GE: rule(1, 1, SCALAR),
  GT: rule(1, 1, SCALAR),
  CONTAINS: rule(1, 1, SCALAR),
  NOT_CONTAINS: rule(1, 1, SCALAR),
  BEGINS_WITH: rule(1, 1, ["S", "B"]),
  IN: rule(1, Number.POSITIVE_INFINITY, SCALAR),
  BETWEEN: rule(2, 2, SCALAR),
  NULL: rule(0, 0, ANY),
  NOT_NULL: rule(0, 0, ANY),
};
const COMPARATORS: Partial<Record<ComparisonOperator, Comparator>> = {
  EQ: "=",
  NE: "<>",
  LE: "<=",
  LT: "<",
  GE: ">=",
  GT: ">",
};
const FUNCTIONS: Partial<Record<ComparisonOperator, ConditionFunction>> = {
  NULL: "attribute_not_exists",
  NOT_NULL: "attribute_exists",
  CONTAINS: "contains",
  BEGINS_WITH: "begins_with",
};

const checkedValues = (operator: ComparisonOperator, raw: readonly unknown[]): readonly AttributeValue[] => {
  const values = raw.map(parseValue);
  const { least, most, types } = RULES[operator];
  if (values.length < least || values.length > most)
    throw invalidParameters(`Invalid number of argument(s) for the ${operator} ComparisonOperator`);
  const [first, second] = values;
  if (values.some((value) => typeOf(value) !== typeOf(first!)))
    throw invalidParameters("AttributeValues inside AttributeValueList must be of same type");
  if (first && !types.includes(typeOf(first)))
    throw invalidParameters(
      `ComparisonOperator ${operator} is not valid for ${typeOf(first)} AttributeValue type`,
    );
  if (operator === "BETWEEN" && compareValues(first!, second!) > 0)
    throw invalid(
      "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound",
    );
  return values;
};

const test = (
  name: string,
  operator: ComparisonOperator,
  values: readonly AttributeValue[],
): Condition<AttributeValue> => {
  const operands: readonly Operand<AttributeValue>[] = [
    { kind: "path", path: [name] },
    ...values.map((value) => ({ kind: "value" as const, value })),
  ];
  const comparator = COMPARATORS[operator];
  if (comparator) return { kind: "compare", operator: comparator, operands };
  const called = FUNCTIONS[operator];
  if (called) return { kind: "function", name: called, operands };
  if (operator === "NOT_CONTAINS")
    return { kind: "not", condition: { kind: "function", name: "contains", operands } };
  return { kind: operator === "IN" ? "in" : "between", operands };
};

const joined = (
  operator: "AND" | "OR" | undefined,
  conditions: readonly Condition<AttributeValue>[],
): Condition<AttributeValue> | undefined =>
  conditions.length === 0 ? undefined : { kind: operator === "OR" ? "or" : "and", conditions };

/** `QueryFilter` and `ScanFilter`. */
export const filterOf = (
  filter: Readonly<Record<string, LegacyCondition>>,
  operator?: "AND" | "OR",
): Condition<AttributeValue> | undefined =>
  joined(
    operator,
    Object.entries(filter).map(([name, { ComparisonOperator, AttributeValueList = [] }]) =>
      test(name, ComparisonOperator, checkedValues(ComparisonOperator, AttributeValueList)),
    ),
  );

const expectation = (name: string, expected: ExpectedValue): Condition<AttributeValue> => {
  const { AttributeValueList: list, ComparisonOperator: operator, Exists: exists, Value: value } = expected;
  const refuse = (message: string) => invalidParameters(`${message} for Attribute: ${name}`);
  if (list && value) throw refuse("Value and AttributeValueList cannot be used together");
  if (operator) {
    if (exists !== undefined) throw refuse("Exists and ComparisonOperator cannot be used together");
    if (RULES[operator].least > 0 && !list && !value)
      throw refuse(`Value or AttributeValueList must be used with ComparisonOperator: ${operator}`);
    return test(name, operator, checkedValues(operator, list ?? (value ? [value] : [])));
  }
  if (list) throw refuse("AttributeValueList can only be used with a ComparisonOperator");
  if (exists === false) {
    if (value) throw refuse("Value cannot be used when Exists is false");
    return test(name, "NULL", []);
  }
  if (!value) throw refuse(`Value must be provided when Exists is ${exists ?? "null"}`);
  return test(name, "EQ", [parseValue(value)]);
};

export const expectedOf = (
  expected: Readonly<Record<string, ExpectedValue>>,
  operator?: "AND" | "OR",
): Condition<AttributeValue> | undefined =>
  joined(
    operator,
    Object.entries(expected).map(([name, each]) => expectation(name, each)),
  );

const KEY_OPERATORS: Partial<Record<ComparisonOperator, KeyTest["operator"]>> = {
  EQ: "=",
  LE: "<=",
  LT: "<",
  GE: ">=",
  GT: ">",
  BETWEEN: "between",
  BEGINS_WITH: "begins_with",
};

export const keyTestsOfConditions = (conditions: Readonly<Record<string, LegacyCondition>>): KeyTests => {
  const entries = Object.entries(conditions).map(
    ([name, { ComparisonOperator: given, AttributeValueList = [] }]): [string, KeyTest] => {
      const values = checkedValues(given, AttributeValueList);
      const operator = KEY_OPERATORS[given];
      if (!operator) throw invalid("Attempted conditional constraint is not an indexable operation");
      return [name, { operator, values }];
    },
  );
  if (entries.length < 1) throw invalid("Conditions can be of length 1 or 2 only");
  return new Map(entries);
};

export const actionsOf = (
  updates: Readonly<Record<string, AttributesOfUpdate>>,
): readonly Action<AttributeValue>[] =>
  Object.entries(updates).map(([name, { Action: action = "PUT", Value }]): Action<AttributeValue> => {
    const path: Path = [name];
    if (!Value) {
      if (action === "DELETE") return { kind: "remove", path };
      throw invalidParameters("Only DELETE action is allowed when no attribute value is specified");
    }
    const value = parseValue(Value);
    if (action === "PUT") return { kind: "set", path, source: { kind: "value", value } };
    const type = typeOf(value);
    const isSet = type === "SS" || type === "NS" || type === "BS";
    if (action === "DELETE") {
      if (isSet) return { kind: "delete", path, value };
      throw invalidParameters(`DELETE action with value is not supported for the type ${type}`);
    }
    if (type === "L") {
      const list = { kind: "call" as const, name: "if_not_exists" as const };
      const known = {
        ...list,
        operands: [
          { kind: "path" as const, path },
          { kind: "value" as const, value: { L: [] } },
        ],
      };
      return {
        kind: "set",
        path,
        source: { kind: "call", name: "list_append", operands: [known, { kind: "value", value }] },
      };
    }
    if (!isSet && type !== "N") throw invalidParameters(`ADD action is not supported for the type ${type}`);
    return { kind: "add", path, value };
  });

export const pathsOf = (names: readonly string[]): readonly Path[] => {
  const twice = names.find((name, place) => names.indexOf(name) < place);
  if (twice !== undefined) throw invalidParameters(`Duplicate value in attribute name: ${twice}`);
  return names.map((name) => [name]);
};
