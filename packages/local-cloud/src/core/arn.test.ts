import { expect, test } from "vitest";
import { accountRoot, arnOf, globalArn, isArnOf, lastPart, parseArn, serviceOf } from "./arn.ts";

const account = { region: "eu-west-1", accountId: "000000000000" };
const stream = "arn:aws:dynamodb:eu-west-1:000000000000:table/orders/stream/2026-01-01T00:00:00.000";

test("makes ARNs of services with and without regions", () => {
  expect(arnOf("sqs", account, "orders")).toBe("arn:aws:sqs:eu-west-1:000000000000:orders");
  expect(globalArn("iam", "000000000000", "role/Baker")).toBe("arn:aws:iam::000000000000:role/Baker");
  expect(accountRoot("000000000000")).toBe("arn:aws:iam::000000000000:root");
});

test.each([
  ["arn:aws:sqs:eu-west-1:000000000000:orders", "orders", "", "orders"],
  ["arn:aws:lambda:eu-west-1:000000000000:function:bake:live", "function:bake:live", "function", "bake:live"],
  [stream, "table/orders/stream/2026-01-01T00:00:00.000", "table", "orders/stream/2026-01-01T00:00:00.000"],
  ["arn:aws:apigateway:eu-west-1::/restapis/abc", "/restapis/abc", "", "restapis/abc"],
  ["arn:aws-cn:sns:cn-north-1:000000000000:news", "news", "", "news"],
  ["arn:aws:states:::sqs:sendMessage", "sqs:sendMessage", "sqs", "sendMessage"],
])("takes %s apart", (arn, resource, kind, name) => {
  expect(parseArn(arn)).toMatchObject({ resource, kind, name });
});

test.each(["orders", "", "arn:aws:sqs", "https://sqs.eu-west-1.amazonaws.com/0/orders"])(
  "takes no parts from %j",
  (text) => expect(parseArn(text)).toBeUndefined(),
);

test("tells services and kinds without taking an ARN apart", () => {
  expect(isArnOf(stream, "dynamodb")).toBe(true);
  expect(isArnOf(stream, "dynamodb", "table")).toBe(true);
  expect(isArnOf(stream, "dynamodb", "tab")).toBe(false);
  expect(isArnOf("arn:aws:dynamodbstreams:x:y:z", "dynamodb")).toBe(false);
  expect(isArnOf("arn:aws:events:eu-west-1:0:event-bus/shop", "events", "rule")).toBe(false);
  expect(isArnOf("arn:aws:states:::sqs:sendMessage", "states", "sqs")).toBe(true);
  expect(isArnOf("orders", "sqs")).toBe(false);
  expect(serviceOf(stream)).toBe("dynamodb");
  expect(serviceOf("orders")).toBeUndefined();
});

test("ends with the name, whatever refers to it", () => {
  expect(["a:b", "a/b", "https://x/0/b", "b"].map(lastPart)).toEqual(["b", "b", "b", "b"]);
});
