import { compareValues, isSame } from "../compare.ts";
import { type AttributeValue, bytesOf, type Item, typeOf } from "../values.ts";
import type { Comparator, Condition, ConditionFunction, Operand, Test } from "./conditions.ts";
import { valueAt } from "./paths.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html */
const sizeOf = (value: AttributeValue): number | undefined => {
  const type = typeOf(value);
  switch (type) {
    case "S":
      return value.S!.length;
    case "B":
      return bytesOf(value.B!).length;
    case "M":
      return Object.keys(value.M!).length;
    case "SS":
    case "NS":
    case "BS":
    case "L":
      return value[type]!.length;
    default:
      return undefined;
  }
};

const resolve = (operand: Operand<AttributeValue>, item: Item): AttributeValue | undefined => {
  if (operand.kind === "value") return operand.value;
  if (operand.kind === "path") return valueAt(item, operand.path);
  const inner = resolve(operand.of, item);
  const size = inner && sizeOf(inner);
  return size === undefined ? undefined : { N: String(size) };
};

const ORDERED = new Set(["S", "N", "B"]);

const isOrdered = (a: AttributeValue, b: AttributeValue) => {
  const type = typeOf(a);
  return type === typeOf(b) && ORDERED.has(type);
};

const compares = (
  sign: Comparator,
  a: AttributeValue | undefined,
  b: AttributeValue | undefined,
): boolean => {
  if (sign === "<>") return a === undefined || b === undefined || !isSame(a, b);
  if (a === undefined || b === undefined) return false;
  if (sign === "=") return isSame(a, b);
  if (!isOrdered(a, b)) return false;
  const order = compareValues(a, b);
  switch (sign) {
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
  }
};

const beginsWith = (value: AttributeValue, start: AttributeValue): boolean => {
  if (value.S !== undefined && start.S !== undefined) return value.S.startsWith(start.S);
  if (value.B === undefined || start.B === undefined) return false;
  const first = bytesOf(start.B);
  return bytesOf(value.B).subarray(0, first.length).equals(first);
};

const contains = (value: AttributeValue, part: AttributeValue): boolean => {
  if (value.L) return value.L.some((each) => isSame(each, part));
  if (part.S !== undefined) return value.S?.includes(part.S) ?? value.SS?.includes(part.S) ?? false;
  if (part.N !== undefined) return value.NS?.includes(part.N) ?? false;
  if (part.B === undefined) return false;
  if (value.B !== undefined) return bytesOf(value.B).includes(bytesOf(part.B));
  return value.BS?.includes(part.B) ?? false;
};

const calls = (
  name: ConditionFunction,
  first: AttributeValue | undefined,
  second: AttributeValue | undefined,
): boolean => {
  if (name === "attribute_exists") return first !== undefined;
  if (name === "attribute_not_exists") return first === undefined;
  if (first === undefined || second === undefined) return false;
  switch (name) {
    case "attribute_type":
      return typeOf(first) === second.S;
    case "begins_with":
      return beginsWith(first, second);
    case "contains":
      return contains(first, second);
  }
};

const passes = (test: Test<AttributeValue>, item: Item): boolean => {
  const [first, ...others] = test.operands.map((operand) => resolve(operand, item));
  switch (test.kind) {
    case "compare":
      return compares(test.operator, first, others[0]);
    case "between":
      return compares(">=", first, others[0]) && compares("<=", first, others[1]);
    case "in":
      return others.some((other) => compares("=", first, other));
    case "function":
      return calls(test.name, first, others[0]);
  }
};

export const holds = (condition: Condition<AttributeValue>, item: Item): boolean => {
  switch (condition.kind) {
    case "and":
      return condition.conditions.every((each) => holds(each, item));
    case "or":
      return condition.conditions.some((each) => holds(each, item));
    case "not":
      return !holds(condition.condition, item);
    default:
      return passes(condition, item);
  }
};
