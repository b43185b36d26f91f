import { expect, test } from "vitest";
import { startKeyProblem } from "./start-key.ts";

const S = (text: string) => ({ S: text });
const outside = "The provided starting key is outside query boundaries based on provided conditions";
const predicate = "The provided starting key does not match the range key predicate";

const query = (KeyConditionExpression: string, key: object, values: Record<string, object>) =>
  startKeyProblem({
    KeyConditionExpression,
    ExpressionAttributeNames: { "#p": "pk" },
    ExpressionAttributeValues: { ":p": S("a"), ...values },
    ExclusiveStartKey: { pk: S("a"), ...key },
  });

test.each<[string, object, Record<string, object>, string | undefined]>([
  ["pk = :p", { sk: S("x") }, {}, undefined],
  ["#p=:p", { sk: S("x") }, {}, undefined],
  ["pk = :p", { pk: S("b"), sk: S("x") }, {}, outside],
  ["(#p = :p)", { pk: S("b"), sk: S("x") }, {}, outside],
  ["pk = :p and sk > :s", { sk: S("c") }, { ":s": S("b") }, undefined],
  ["pk = :p and sk > :s", { sk: S("b") }, { ":s": S("b") }, predicate],
  ["(pk = :p) AND (sk <= :s)", { sk: S("c") }, { ":s": S("b") }, predicate],
  ["pk = :p and sk < :s", { sk: { N: "9" } }, { ":s": { N: "10" } }, undefined],
  ["pk = :p and sk >= :s", { sk: { N: "9" } }, { ":s": { N: "10" } }, predicate],
  ["pk = :p and sk BETWEEN :s AND :e", { sk: S("c") }, { ":s": S("b"), ":e": S("d") }, undefined],
  ["pk = :p and sk between :s and :e", { sk: S("e") }, { ":s": S("b"), ":e": S("d") }, predicate],
  ["pk = :p and begins_with(sk, :s)", { sk: S("order#1") }, { ":s": S("order#") }, undefined],
  ["begins_with ( sk , :s ) and pk = :p", { sk: S("stock#1") }, { ":s": S("order#") }, predicate],
  ["pk = :p and begins_with(sk, :s)", { pk: S("b"), sk: S("order#1") }, { ":s": S("order#") }, predicate],
  ["pk = :p and sk = :s", { sk: { B: "AQI=" } }, { ":s": { B: new Uint8Array([1, 2]) } }, undefined],
  ["pk = :p", { sk: S("") }, {}, expect.stringContaining("cannot contain an empty string value. Key: sk")],
])("%s started at %o with %o: %s", (expression, key, values, problem) => {
  expect(query(expression, key, values)).toEqual(problem);
});

test("compares with the conditions of the older form, too", () => {
  const KeyConditions = { pk: { ComparisonOperator: "EQ", AttributeValueList: [S("a")] } };
  expect(startKeyProblem({ KeyConditions, ExclusiveStartKey: { pk: S("b") } })).toBe(outside);
  expect(startKeyProblem({ KeyConditions, ExclusiveStartKey: { pk: S("a") } })).toBeUndefined();
});

test("has nothing to say of a scan, and of what the database refuses", () => {
  expect(startKeyProblem({ ExclusiveStartKey: { pk: S("b") } })).toBeUndefined();
  expect(startKeyProblem({ ExclusiveStartKey: "x" })).toBeUndefined();
  expect(startKeyProblem({})).toBeUndefined();
});
