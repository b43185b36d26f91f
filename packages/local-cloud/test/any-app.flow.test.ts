import { existsSync } from "node:fs";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalCloud, startLocalCloud } from "../src/boot/local-cloud.ts";
import { ensurePlatform } from "../src/synth/platform.ts";

const repo = join(import.meta.dirname, "../../..");
const root = join(import.meta.dirname, "any-app");
let cloud: LocalCloud;

beforeAll(async () => {
  // The platform of SST is 330 MB, so this app borrows the repo's.
  await ensurePlatform(repo, () => {});
  await mkdir(join(root, ".sst"), { recursive: true });
  const link = join(root, ".sst", "platform");
  if (!existsSync(link)) await symlink(join(repo, ".sst", "platform"), link, "junction");
  cloud = await startLocalCloud({ root, ports: { web: 0, aws: 0, console: 0 } });
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
