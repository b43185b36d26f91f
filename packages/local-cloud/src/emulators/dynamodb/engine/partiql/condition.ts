import { checkTest } from "../expressions/check-condition.ts";
import type { Comparator, Condition, ConditionFunction, Operand, Test } from "../expressions/conditions.ts";
import type { AttributeValue } from "../values.ts";
import type { StatementCursor } from "./tokens.ts";
import { isValueNext, readPath, readValue } from "./values.ts";

type Bound = Operand<AttributeValue>;

const COMPARATORS: Readonly<Record<string, Comparator>> = {
  "=": "=",
  "<>": "<>",
  "!=": "<>",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
};
const FUNCTIONS = ["ATTRIBUTE_TYPE", "BEGINS_WITH", "CONTAINS"];

const readOperand = (cursor: StatementCursor): Bound => {
  if (isValueNext(cursor)) return { kind: "value", value: readValue(cursor) };
  if (cursor.isWord("SIZE") && cursor.peek(1).text === "(") {
    cursor.next();
    cursor.expect("(");
    const path = readPath(cursor);
    cursor.expect(")");
    return { kind: "size", of: { kind: "path", path } };
  }
  return { kind: "path", path: readPath(cursor) };
};

const readOptions = (cursor: StatementCursor): readonly Bound[] => {
  if (!cursor.take("(")) {
    const { L: list } = readValue(cursor);
    return (list ?? cursor.unexpected()).map((value) => ({ kind: "value" as const, value }));
  }
  const options = [readOperand(cursor)];
  while (cursor.take(",")) options.push(readOperand(cursor));
  cursor.expect(")");
  return options;
};

const negated = (isNot: boolean, condition: Condition<AttributeValue>): Condition<AttributeValue> =>
  isNot ? { kind: "not", condition } : condition;

/** `IS [NOT] MISSING` or `NULL`. */
const readIs = (cursor: StatementCursor, operand: Bound): Condition<AttributeValue> => {
  const isNot = cursor.takeWord("NOT");
  if (cursor.takeWord("MISSING"))
    return negated(isNot, { kind: "function", name: "attribute_not_exists", operands: [operand] });
  cursor.expectWord("NULL");
  const type: Bound = { kind: "value", value: { S: "NULL" } };
  return negated(isNot, { kind: "function", name: "attribute_type", operands: [operand, type] });
};

const readTest = (cursor: StatementCursor): Condition<AttributeValue> => {
  const called = FUNCTIONS.find((name) => cursor.isWord(name) && cursor.peek(1).text === "(");
  if (called) {
    cursor.next();
    cursor.expect("(");
    const first = readOperand(cursor);
    cursor.expect(",");
    const operands = [first, readOperand(cursor)];
    cursor.expect(")");
    return checked({ kind: "function", name: called.toLowerCase() as ConditionFunction, operands });
  }
  const first = readOperand(cursor);
  if (cursor.takeWord("IS")) return readIs(cursor, first);
  if (cursor.takeWord("BETWEEN")) {
    const low = readOperand(cursor);
    cursor.expectWord("AND");
    return checked({ kind: "between", operands: [first, low, readOperand(cursor)] });
  }
  if (cursor.takeWord("IN")) return { kind: "in", operands: [first, ...readOptions(cursor)] };
  const { kind, text } = cursor.peek();
  const operator = kind === "symbol" && Object.hasOwn(COMPARATORS, text) ? COMPARATORS[text] : undefined;
  if (!operator) return cursor.unexpected();
  cursor.next();
  return checked({ kind: "compare", operator, operands: [first, readOperand(cursor)] });
};

const checked = (test: Test<AttributeValue>): Test<AttributeValue> => {
  checkTest("ConditionExpression", test);
  return test;
};

const readFactor = (cursor: StatementCursor): Condition<AttributeValue> =>
  cursor.nested(() => {
    if (cursor.takeWord("NOT")) return { kind: "not", condition: readFactor(cursor) };
    if (!cursor.take("(")) return readTest(cursor);
    const inner = readCondition(cursor);
    cursor.expect(")");
    return inner;
  });

const readAll = (cursor: StatementCursor): Condition<AttributeValue> => {
  const conditions = [readFactor(cursor)];
  while (cursor.takeWord("AND")) conditions.push(readFactor(cursor));
  return conditions.length === 1 ? conditions[0]! : { kind: "and", conditions };
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-operators.html */
export const readCondition = (cursor: StatementCursor): Condition<AttributeValue> => {
  const conditions = [readAll(cursor)];
  while (cursor.takeWord("OR")) conditions.push(readAll(cursor));
  return conditions.length === 1 ? conditions[0]! : { kind: "or", conditions };
};

/** The conditions that must all hold. */
export const conjunctsOf = (
  condition: Condition<AttributeValue> | undefined,
): readonly Condition<AttributeValue>[] => {
  if (!condition) return [];
  return condition.kind === "and" ? condition.conditions.flatMap(conjunctsOf) : [condition];
};

/** A condition that an attribute has a value, taken apart. */
export const equalityOf = (
  condition: Condition<AttributeValue>,
): [name: string, AttributeValue] | undefined => {
  if (condition.kind !== "compare" || condition.operator !== "=") return undefined;
  const [path, value] = condition.operands.toSorted((a) => (a.kind === "path" ? -1 : 1));
  return path?.kind === "path" && path.path.length === 1 && value?.kind === "value"
    ? [path.path[0] as string, value.value]
    : undefined;
};
