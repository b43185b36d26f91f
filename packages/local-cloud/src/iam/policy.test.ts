import { expect, test } from "vitest";
import { compilePolicy, verdictOf } from "./policy.ts";

const queue = "arn:aws:sqs:eu-west-1:000000000000:orders";
const request = { action: "sqs:SendMessage", resource: queue };
const allow = { Effect: "Allow", Action: "sqs:*", Resource: "*" };
const verdict = (statements: object | object[], more: object = {}) =>
  verdictOf(compilePolicy({ Version: "2012-10-17", Statement: statements }), { ...request, ...more });

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
test.each([
  ["nothing without a statement about it", [{ ...allow, Action: "sns:*" }], undefined],
  ["allows an action by its name, whatever its case", [{ ...allow, Action: "SQS:sendmessage" }], "Allow"],
  ["allows by wildcards", [{ ...allow, Action: "sqs:Send*", Resource: "arn:aws:sqs:*:*:order?" }], "Allow"],
  ["takes ARNs with their case", [{ ...allow, Resource: queue.toUpperCase() }], undefined],
  ["lets an explicit deny win", [{ ...allow, Effect: "Deny", Action: "sqs:Send*" }, allow], "Deny"],
  ["reads NotAction", [{ ...allow, Action: undefined, NotAction: "sqs:SendMessage" }], undefined],
  ["reads NotResource", [{ ...allow, Resource: undefined, NotResource: "arn:aws:sqs:*:*:other" }], "Allow"],
])("%s", (_, statements, expected) => {
  expect(verdict(statements)).toBe(expected);
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
const arn = "arn:aws:events:eu-west-1:000000000000:rule/shop/placed";
test.each([
  ["StringEquals", "aws:SourceAccount", "000000000000", true],
  ["StringEquals", "aws:SourceAccount", ["1", "000000000000"], true],
  ["StringNotEquals", "aws:SourceAccount", "000000000000", false],
  ["StringNotEquals", "aws:SourceVpc", "vpc-1", true],
  ["StringEquals", "aws:SourceVpc", "vpc-1", false],
  ["StringEqualsIfExists", "aws:SourceVpc", "vpc-1", true],
  ["StringEqualsIgnoreCase", "aws:RequestedRegion", "EU-WEST-1", true],
  ["StringNotEqualsIgnoreCase", "aws:RequestedRegion", "EU-WEST-1", false],
  ["StringLike", "aws:RequestedRegion", "eu-*", true],
  ["StringNotLike", "aws:RequestedRegion", "eu-*", false],
  ["ArnLike", "AWS:SourceArn", "arn:aws:events:*:*:rule/shop/*", true],
  ["ArnEquals", "aws:SourceArn", arn, true],
  ["ArnNotLike", "aws:SourceArn", "arn:aws:events:*:*:rule/shop/*", false],
  ["ArnNotEquals", "aws:SourceArn", arn, false],
  ["Bool", "aws:SecureTransport", "false", false],
  ["Bool", "aws:SecureTransport", "true", true],
  ["Null", "aws:SourceVpc", "true", true],
  ["Null", "aws:SourceArn", "true", false],
  ["Null", "aws:SourceArn", "false", true],
])("%s of %s with %j is %s", (operator, key, value, holds) => {
  const context = {
    "aws:requestedregion": "eu-west-1",
    "aws:securetransport": "true",
    "aws:sourceaccount": "000000000000",
    "aws:sourcearn": arn,
  };
  const statement = { ...allow, Condition: { [operator]: { [key]: value } } };
  expect(verdict(statement, { context })).toBe(holds ? "Allow" : undefined);
});

test.each([
  [
    { Condition: { DateLessThan: { "aws:CurrentTime": "2026" } } },
    'operator "DateLessThan" is not evaluated',
  ],
  [{ Condition: { toString: { a: "b" } } }, 'operator "toString" is not evaluated'],
  [{ NotPrincipal: "*" }, "NotPrincipal is not evaluated"],
])("refuses what it would get wrong: %j", (part, message) => {
  expect(() => verdict({ ...allow, ...part })).toThrow(message);
});
