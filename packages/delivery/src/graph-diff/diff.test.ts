import type { Resource } from "sourdough-local";
import { expect, test } from "vitest";
import { diffGraphs } from "./diff.ts";
import { asMarkdown, asText } from "./report.ts";

const resource = (type: string, name: string, inputs: Record<string, unknown> = {}): Resource => ({
  type,
  name,
  urn: `urn:pulumi:prod::sourdough-orders::${type}::${name}`,
  id: name,
  inputs,
  outputs: { ...inputs, arn: Math.random() },
});
const table = (inputs: Record<string, unknown>) =>
  resource("aws:dynamodb/table:Table", "OrdersTable", inputs);
const queue = (inputs: Record<string, unknown>) => resource("aws:sqs/queue:Queue", "PlaceOrderQueue", inputs);
const diff = (before: Resource[], after: Resource[]) =>
  diffGraphs({ resources: before }, { resources: after });

test("finds what comes, goes and changes, and nothing in what stays", () => {
  const changes = diff(
    [
      queue({ visibilityTimeoutSeconds: 30 }),
      resource("aws:sns/topic:Topic", "Old"),
      table({ name: "orders" }),
    ],
    [
      queue({ visibilityTimeoutSeconds: 60 }),
      resource("aws:sns/topic:Topic", "New"),
      table({ name: "orders" }),
    ],
  );

  expect(changes).toEqual(
    [
      { type: "aws:sns/topic:Topic", name: "New", change: "added", properties: [] },
      { type: "aws:sns/topic:Topic", name: "Old", change: "removed", properties: [] },
      {
        type: "aws:sqs/queue:Queue",
        name: "PlaceOrderQueue",
        change: "changed",
        properties: [{ path: "visibilityTimeoutSeconds", before: 30, after: 60 }],
      },
    ].sort((one, other) => (`${one.type}::${one.name}` < `${other.type}::${other.name}` ? -1 : 1)),
  );
});

test("looks into policies and state machines, which are JSON in a text", () => {
  const policy = (...actions: string[]) =>
    resource("aws:iam/role:Role", "PlaceOrderRole", {
      inlinePolicies: [{ policy: JSON.stringify({ Statement: [{ Action: actions }] }) }],
    });

  expect(
    diff([policy("dynamodb:GetItem")], [policy("dynamodb:GetItem", "dynamodb:Scan")])[0]?.properties,
  ).toEqual([
    { path: "inlinePolicies.0.policy.Statement.0.Action.1", before: undefined, after: "dynamodb:Scan" },
  ]);
  const spaced = resource("aws:sns/topicPolicy:TopicPolicy", "P", { policy: '{ "a": 1 }' });
  expect(diff([spaced], [{ ...spaced, inputs: { policy: '{"a":1}' } }])).toEqual([]);
});

test.each([
  ["aws:dynamodb/table:Table", { hashKey: "pk" }, { hashKey: "id" }, "hashKey"],
  ["aws:s3/bucketV2:BucketV2", { bucket: "one" }, { bucket: "two" }, "bucket"],
  [
    "aws:cognito/userPool:UserPool",
    { usernameAttributes: ["email"] },
    { usernameAttributes: [] },
    "usernameAttributes",
  ],
  ["aws:kinesis/stream:Stream", { name: "one" }, { name: "two" }, "name"],
  ["aws:sqs/queue:Queue", { fifoQueue: false }, { fifoQueue: true }, "fifoQueue"],
])("warns that a %s is replaced", (type, before, after, property) => {
  const [change] = diff([resource(type, "Data", before)], [resource(type, "Data", after)]);

  expect(change?.warning).toBe(
    `is replaced, since ${property} cannot be changed: what is in it is not in the new one`,
  );
  expect(diff([resource(type, "Data", before)], [])[0]?.warning).toContain("goes");
  const [harmless] = diff(
    [resource(type, "Data", before)],
    [resource(type, "Data", { ...before, tags: { a: "b" } })],
  );
  expect(harmless?.properties).toHaveLength(1);
  expect(harmless?.warning).toBeUndefined();
  expect(diff([], [resource(type, "Data", before)])[0]?.warning).toBeUndefined();
});

test("is read in a terminal and in a pull request", () => {
  const changes = diff([table({ hashKey: "pk" })], [table({ hashKey: "id" }), queue({})]);
  const diffs = [
    { slice: "platform", changes: [] },
    { slice: "orders", changes },
  ];

  expect(asText(diffs)).toBe(`orders: 1 added, 1 changed
  ~ OrdersTable (Table)
    ! it is replaced, since hashKey cannot be changed: what is in it is not in the new one
      hashKey: "pk" → "id"
  + PlaceOrderQueue (Queue)`);
  const comment = asMarkdown(diffs, "0123456789abcdef");
  expect(comment).toContain("### What changes on AWS since 0123456789ab");
  expect(comment).toContain("> - **OrdersTable** (Table of orders) is replaced, since hashKey");
  expect(comment).toContain("<b>orders</b>: 1 added, 1 changed");
  expect(comment).not.toContain("platform");
  expect(asText([{ slice: "web", changes: [] }])).toBe("No resource changes.");
  expect(asMarkdown([], "0123456789abcdef")).toContain("No resource changes.");
});

test("a comment is never longer than GitHub takes", () => {
  const many = Array.from({ length: 3000 }, (_, n) =>
    resource("aws:sqs/queue:Queue", `SomeQueue${n}WithALongName`),
  );

  const comment = asMarkdown([{ slice: "orders", changes: diff([], many) }], "0123456789abcdef");
  expect(comment.length).toBeLessThan(65_536);
  expect(comment).toContain("and more: `npm run graph-diff");
});
