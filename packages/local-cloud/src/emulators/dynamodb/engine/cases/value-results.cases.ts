import { get, key, N, put, type Result, S, TableName } from "./result.fixture.ts";

/** Whether a condition holds of an item. */
const condition = (item: object, expression: string, values: object | undefined, holds: boolean): Result => ({
  what: `${expression} ${holds ? "holds" : "does not hold"} of ${JSON.stringify(item).slice(0, 60)}`,
  calls: [
    put({ ...key("1"), ...item }),
    [
      "DeleteItem",
      { TableName, Key: key("1"), ConditionExpression: expression, ExpressionAttributeValues: values },
    ],
  ],
  answer: holds ? {} : { code: "ConditionalCheckFailedException", message: "The conditional request failed" },
});

const number = (given: string, stored: string): Result => ({
  what: `the number ${given} is ${stored.slice(0, 40)}`,
  calls: [put({ ...key("1"), n: N(given) }), get(key("1"))],
  answer: { Item: { ...key("1"), n: N(stored) } },
});

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
export const conditions: readonly Result[] = [
  condition({ a: N("10") }, "a > :v", { ":v": N("9") }, true),
  condition({ a: S("10") }, "a > :v", { ":v": S("9") }, false),
  condition({ a: S("1") }, "a = :v", { ":v": N("1") }, false),
  condition({ a: N("1.0") }, "a = :v", { ":v": N("1e0") }, true),
  condition({ a: { SS: ["x", "y"] } }, "a = :v", { ":v": { SS: ["y", "x"] } }, true),
  condition({ a: { L: [N("1")] } }, "a = :v", { ":v": { L: [N("1.0")] } }, true),
  condition({}, "a <> :v", { ":v": N("1") }, true),
  condition({}, "a < :v", { ":v": N("1") }, false),
  condition({ a: { B: "/w==" } }, "a > :v", { ":v": { B: "AQ==" } }, true),
  condition({ a: S("é") }, "a > :v", { ":v": S("z") }, true),
  condition({ a: N("5") }, "a BETWEEN :x AND :y", { ":x": N("5"), ":y": N("6") }, true),
  condition({ a: N("5") }, "a IN (:x, :y)", { ":x": S("5"), ":y": N("5") }, true),
  condition({ a: S("abc") }, "begins_with(a, :v)", { ":v": S("ab") }, true),
  condition({ a: { L: [N("1"), S("x")] } }, "contains(a, :v)", { ":v": S("x") }, true),
  condition({ a: { NS: ["1", "2"] } }, "contains(a, :v)", { ":v": N("2.0") }, true),
  condition({ a: { M: { x: N("1"), y: N("2") } } }, "size(a) = :v", { ":v": N("2") }, true),
  condition({ a: { NULL: true } }, "attribute_type(a, :v)", { ":v": S("NULL") }, true),
  condition({}, "attribute_exists(toString)", undefined, false),
  condition(
    { a: { L: [{ M: { b: N("1") } }] } },
    "attribute_exists(a[0].b) AND NOT a[0].b > :v",
    { ":v": N("1") },
    true,
  ),
  condition({ a: N("1") }, "a = :x OR a = :x AND a = :y", { ":x": N("1"), ":y": N("2") }, true),
  condition({ a: N("1") }, "NOT (a = :x OR (a = :y))", { ":x": N("3"), ":y": N("2") }, true),
];

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
export const numbers: readonly Result[] = [
  number("007", "7"),
  number("-0", "0"),
  number("1.50", "1.5"),
  number("1.5E2", "150"),
  number("+.5", "0.5"),
  number("1e-3", "0.001"),
  number("12345678901234567890123456789012345678", "12345678901234567890123456789012345678"),
  number("1E-130", `0.${"0".repeat(129)}1`),
  number("9.9e125", `99${"0".repeat(124)}`),
];
