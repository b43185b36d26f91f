import { expect, test } from "vitest";
import { attributeCases, keyCases, recordedBodies } from "./filter.cases.ts";
import { compileFilter } from "./filter.ts";
import { refusedPolicies, takenBodyPolicies } from "./filter-policy.cases.ts";

type Given = Readonly<Record<string, readonly [type: string, value: string]>>;

const message = (attributes: Given) => ({
  body: "",
  attributes: Object.fromEntries(
    Object.entries(attributes).map(([name, [DataType, value]]) => [
      name,
      DataType === "Binary" ? { DataType, BinaryValue: value } : { DataType, StringValue: value },
    ]),
  ),
});

test.each(attributeCases)("the guide's example of $rule", ({ policy, matching, others }) => {
  const accepts = compileFilter(JSON.stringify(policy), "MessageAttributes");
  for (const each of matching) expect(accepts(message(each)), JSON.stringify(each)).toBe(true);
  for (const each of others) expect(accepts(message(each)), JSON.stringify(each)).toBe(false);
});

test.each(keyCases)("a key that exists: $exists", ({ exists, ...cases }) => {
  const policy = JSON.stringify({ store: [{ exists }] });
  const acceptsBody = compileFilter(policy, "MessageBody");
  const accepts = compileFilter(policy, "MessageAttributes");
  for (const body of cases.bodies) expect(acceptsBody({ body, attributes: {} }), body).toBe(true);
  for (const body of cases.otherBodies) expect(acceptsBody({ body, attributes: {} }), body).toBe(false);
  for (const each of cases.attributes) expect(accepts(message(each)), JSON.stringify(each)).toBe(true);
  for (const each of cases.otherAttributes) expect(accepts(message(each)), JSON.stringify(each)).toBe(false);
});

test.each(recordedBodies)("bodies as AWS filters them: $rule", ({ policy, matching, others }) => {
  const accepts = compileFilter(JSON.stringify(policy), "MessageBody");
  const taken = (body: object) => accepts({ body: JSON.stringify(body), attributes: {} });
  for (const each of matching) expect(taken(each), JSON.stringify(each)).toBe(true);
  for (const each of others) expect(taken(each), JSON.stringify(each)).toBe(false);
});

test("takes no message without attributes, though null is a value", () => {
  const accepts = compileFilter('{"a":[null,{"anything-but":"b"}]}', "MessageAttributes");
  expect(accepts(message({}))).toBe(false);
  expect(accepts(message({ a: ["String.Array", "[null]"] }))).toBe(true);
});

test("lets everything through with an empty policy, also what has no attributes", () => {
  for (const scope of ["MessageBody", "MessageAttributes"] as const)
    for (const body of ["{}", "text"]) expect(compileFilter("{ }", scope)({ body, attributes: {} })).toBe(true);
});

test("looks into a body that is a JSON object, and no other", () => {
  const accepts = compileFilter('{"order":{"store":["store-1"]}}', "MessageBody");
  expect(accepts({ attributes: {}, body: '{"order":{"store":"store-1"}}' })).toBe(true);
  for (const body of ['{"order":{}}', "order", '"order"', "null", '[{"order":{"store":"store-1"}}]'])
    expect(accepts({ attributes: {}, body })).toBe(false);
});

test("neither a deep body nor a deep policy is too much", () => {
  const deep = (depth: number, inside: string) => "[".repeat(depth) + inside + "]".repeat(depth);
  const accepts = compileFilter('{"a":["b"]}', "MessageBody");
  expect(accepts({ attributes: {}, body: `{"a":${deep(20_000, '"c"')}}` })).toBe(false);
  const nested = `${'{"a":'.repeat(20_000)}["b"]${"}".repeat(20_000)}`;
  expect(() => compileFilter(nested, "MessageBody")).toThrow("too complex");
  expect(() => compileFilter(`{"a":[${deep(20_000, "")}]}`, "MessageBody")).toThrow("Match value must be");
});

test.each(takenBodyPolicies)("takes a policy of $rule", ({ policy }) => {
  expect(() => compileFilter(JSON.stringify(policy), "MessageBody")).not.toThrow();
});

test.each(refusedPolicies)("refuses a policy for $scope: $reason", ({ policy, scope, reason }) => {
  expect(() => compileFilter(JSON.stringify(policy), scope)).toThrow(reason);
});
