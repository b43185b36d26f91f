import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { actions, md5OfMessageAttributes, SqsError, SqsQueue } from "./fauxqs.ts";

test("is the version whose inner modules are imported", () => {
  const manifest = readFileSync(new URL("../package.json", import.meta.resolve("fauxqs")), "utf8");
  expect(JSON.parse(manifest).version).toBe("2.4.1");
});

test("has every action, the queue's hooks, and its error class where they are expected", () => {
  for (const [name, action] of Object.entries(actions)) expect(action, name).toBeTypeOf("function");
  const queue = new SqsQueue("orders", "http://127.0.0.1/orders", "arn:aws:sqs:eu-west-1:1:orders");
  expect(queue).toMatchObject({ messages: [], delayedMessages: [], attributes: { VisibilityTimeout: "30" } });
  expect(queue.inflightMessages).toBeInstanceOf(Map);
  expect(() => actions.SendMessage({}, undefined, { headers: {} })).toThrow(SqsError);
});

test("digests message attributes as AWS does", () => {
  // Known from AWS through the tests of moto, https://github.com/getmoto/moto.
  expect(md5OfMessageAttributes({ timestamp: { DataType: "Number", StringValue: "1493147359900" } })).toBe(
    "235c5c510d26fb653d073faed50ae77c",
  );
});
