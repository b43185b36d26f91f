import { expect, test } from "vitest";
import { checkPolicy } from "./post-policy.ts";

const now = Date.parse("2026-01-01T12:00:00Z");
const encode = (policy: unknown) =>
  Buffer.from(typeof policy === "string" ? policy : JSON.stringify(policy)).toString("base64");
const check = (conditions: unknown[], fields: Record<string, string>, expiration = "2026-01-01T13:00:00Z") =>
  checkPolicy(
    encode({ expiration, conditions }),
    new Map(Object.entries({ bucket: "bread", ...fields })),
    now,
  );

test.each<[unknown[], Record<string, string>]>([
  [[{ key: "a" }], { key: "a" }],
  [[["eq", "$key", "a"]], { key: "a" }],
  [[["starts-with", "$key", "user/"]], { key: "user/a" }],
  [[["starts-with", "$key", ""]], { key: "anything" }],
  [
    [{ key: "a" }, ["starts-with", "$Content-Type", "image/"]],
    { key: "a", "content-type": "image/png, image/jpeg" },
  ],
  [[{ bucket: "bread" }, { key: "a" }], { key: "a" }],
  [[{ key: "a" }], { key: "a", policy: "x", "x-amz-signature": "x", file: "x", "x-ignore-me": "x" }],
  [[{ key: "a" }, { success_action_status: 201 }], { key: "a", success_action_status: "201" }],
])("%j allows %j", (conditions, fields) => {
  expect(check(conditions, fields)).toBeUndefined();
});

test.each<[unknown[], Record<string, string>, string]>([
  [[{ key: "a" }], { key: "b" }, 'Policy Condition failed: ["eq", "$key", "a"]'],
  [
    [["starts-with", "$key", "user/"]],
    { key: "a" },
    'Policy Condition failed: ["starts-with", "$key", "user/"]',
  ],
  [
    [["starts-with", "$Content-Type", "image/"]],
    { "content-type": "image/png, text/html" },
    "Policy Condition failed",
  ],
  [[{ key: "a" }], { key: "a", acl: "private" }, "Extra input fields: acl"],
  [
    [{ key: "a" }, { "x-amz-meta-a": "1" }],
    { key: "a" },
    'Policy Condition failed: ["eq", "$x-amz-meta-a", "1"]',
  ],
  [[{ bucket: "other" }, { key: "a" }], { key: "a" }, "Policy Condition failed"],
])("%j denies %j", (conditions, fields, message) => {
  expect(() => check(conditions, fields)).toThrow(`Invalid according to Policy: ${message}`);
});

test("says how many bytes there may be", () => {
  expect(check([{ key: "a" }, ["content-length-range", 1, 1048576]], { key: "a" })).toEqual({
    least: 1,
    most: 1_048_576,
  });
});

test("is over when it has expired", () => {
  expect(() => check([], {}, "2026-01-01T11:59:59Z")).toThrow("Invalid according to Policy: Policy expired.");
});

test.each<[string, unknown]>([
  ["nothing", ""],
  ["no JSON", "{"],
  ["a list", []],
  ["null", "null"],
  ["no expiration", { conditions: [] }],
  ["no conditions", { expiration: "2026-01-01T13:00:00Z" }],
  ["a time that is none", { expiration: "tomorrow", conditions: [] }],
  [
    "an operator that is none",
    { expiration: "2026-01-01T13:00:00Z", conditions: [["matches", "$key", ".*"]] },
  ],
  ["a field that is none", { expiration: "2026-01-01T13:00:00Z", conditions: [["eq", "key", "a"]] }],
  ["too few parts", { expiration: "2026-01-01T13:00:00Z", conditions: [["eq", "$key"]] }],
  ["two fields at once", { expiration: "2026-01-01T13:00:00Z", conditions: [{ a: "1", b: "2" }] }],
  [
    "a size that is none",
    { expiration: "2026-01-01T13:00:00Z", conditions: [["content-length-range", "x", 1]] },
  ],
  [
    "ever more lists",
    `{"expiration":"2026-01-01T13:00:00Z","conditions":${"[".repeat(50_000)}${"]".repeat(50_000)}}`,
  ],
])("a policy with %s is refused", (_, policy) => {
  expect(() => checkPolicy(encode(policy), new Map(), now)).toThrow(
    expect.objectContaining({ code: "InvalidPolicyDocument" }),
  );
});
