import type { Path } from "./paths.ts";

/** `Value` is the placeholder `:name` as it is parsed, and the value once it is bound. */
export type Operand<Value> =
  | { readonly kind: "path"; readonly path: Path }
  | { readonly kind: "value"; readonly value: Value }
  | { readonly kind: "size"; readonly of: Operand<Value> };

export type Comparator = "=" | "<>" | "<" | "<=" | ">" | ">=";
export type ConditionFunction =
  | "attribute_exists"
  | "attribute_not_exists"
  | "attribute_type"
  | "begins_with"
  | "contains";

export type Condition<Value> =
  | { readonly kind: "and"; readonly conditions: readonly Condition<Value>[] }
  | { readonly kind: "or"; readonly conditions: readonly Condition<Value>[] }
  | { readonly kind: "not"; readonly condition: Condition<Value> }
  | Test<Value>;

/** A condition that looks at operands: each kind in the order in which it is written. */
export type Test<Value> =
  | { readonly kind: "compare"; readonly operator: Comparator; readonly operands: readonly Operand<Value>[] }
  | { readonly kind: "between"; readonly operands: readonly Operand<Value>[] }
  | { readonly kind: "in"; readonly operands: readonly Operand<Value>[] }
  | {
      readonly kind: "function";
      readonly name: ConditionFunction;
      readonly operands: readonly Operand<Value>[];
    };

/** All tests of a condition, in order. */
export const testsOf = <Value>(condition: Condition<Value>): readonly Test<Value>[] => {
  if (condition.kind === "and" || condition.kind === "or") return condition.conditions.flatMap(testsOf);
  return condition.kind === "not" ? testsOf(condition.condition) : [condition];
};

export const mapCondition = <From, To>(
  condition: Condition<From>,
  change: (operand: Operand<From>) => Operand<To>,
): Condition<To> => {
  if (condition.kind === "and" || condition.kind === "or")
    return { ...condition, conditions: condition.conditions.map((each) => mapCondition(each, change)) };
  if (condition.kind === "not") return { ...condition, condition: mapCondition(condition.condition, change) };
  return { ...condition, operands: condition.operands.map(change) };
};
