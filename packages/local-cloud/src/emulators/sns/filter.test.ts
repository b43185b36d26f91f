import { expect, test } from "vitest";
import { attributeCases, refusedPolicies, takenBodyPolicies } from "./filter.cases.ts";
import { compileFilter } from "./filter.ts";

test.each(attributeCases)("the guide's example of $rule", ({ policy, matching, others }) => {
  const accepts = compileFilter(JSON.stringify(policy), "MessageAttributes");
  const message = (attributes: (typeof matching)[number]) => ({
    body: "",
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, [DataType, StringValue]]) => [name, { DataType, StringValue }]),
    ),
  });
  for (const each of matching) expect(accepts(message(each)), JSON.stringify(each)).toBe(true);
  for (const each of others) expect(accepts(message(each)), JSON.stringify(each)).toBe(false);
});

test("looks into a body that is a JSON object, and no other", () => {
  const accepts = compileFilter('{"order":{"store":["store-1"]}}', "MessageBody");
  expect(accepts({ attributes: {}, body: '{"order":{"store":"store-1"}}' })).toBe(true);
  expect(accepts({ attributes: {}, body: '{"order":[{"store":"store-2"},{"store":"store-1"}]}' })).toBe(true);
  for (const body of ['{"order":{}}', "order", '"order"', "null"])
    expect(accepts({ attributes: {}, body })).toBe(false);
});

test.each(takenBodyPolicies)("takes a policy of $rule", ({ policy }) => {
  expect(() => compileFilter(JSON.stringify(policy), "MessageBody")).not.toThrow();
});

test.each(refusedPolicies)("refuses a policy for $scope: $reason", ({ policy, scope, reason }) => {
  expect(() => compileFilter(JSON.stringify(policy), scope)).toThrow(reason);
});
