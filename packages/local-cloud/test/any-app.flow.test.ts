import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LocalCloud } from "../src/boot/local-cloud.ts";
import { bootApp } from "./boot-app.ts";

let cloud: LocalCloud;

beforeAll(async () => {
  cloud = await bootApp("any-app");
});

afterAll(() => cloud?.stop());

const receive = async (queueUrl: unknown) => {
  const sqs = new SQSClient({
    endpoint: cloud.outputs.awsEndpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
  });
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: String(queueUrl), WaitTimeSeconds: 10 }),
  );
  return Messages.map(({ Body }) => Body);
};

test("boots an app it has never seen: a route writes, and table, bus and topic carry it on", async () => {
  const { api, seen, audit, readers } = cloud.outputs;
  const answer = await fetch(`${api}notes`, { method: "POST", body: JSON.stringify({ id: "first" }) });

  expect(answer.status).toBe(201);
  expect(await receive(seen)).toEqual(["first"]);
  const [event] = await receive(audit);
  expect(JSON.parse(event!)).toMatchObject({
    source: "any-app.local",
    "detail-type": "NoteCreated",
    region: "us-east-1",
    detail: { properties: { id: "first" } },
  });
  const [notification] = await receive(readers);
  expect(JSON.parse(notification!)).toMatchObject({ Type: "Notification", Message: "first" });
});
