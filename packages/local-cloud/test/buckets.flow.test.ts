import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LocalCloud } from "../src/boot/local-cloud.ts";
import { bootApp } from "./boot-app.ts";

const warnings: string[] = [];
let cloud: LocalCloud;
let s3: S3Client;
let sqs: SQSClient;

beforeAll(async () => {
  cloud = await bootApp("bucket-app", { onWarning: (message) => warnings.push(message) });
  const config = {
    endpoint: cloud.outputs.awsEndpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
  };
  s3 = new S3Client(config);
  sqs = new SQSClient(config);
});
afterAll(() => cloud?.stop());

/** The next message that is not S3's test of the way to it. */
const receive = async (queueUrl: unknown): Promise<string> => {
  for (;;) {
    const { Messages: [message] = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: String(queueUrl), WaitTimeSeconds: 10 }),
    );
    const { Body = "" } = message ?? {};
    if (!Body.includes("s3:TestEvent")) return Body;
  }
};
const put = (Key: string) =>
  s3.send(new PutObjectCommand({ Bucket: String(cloud.outputs.bucket), Key, Body: "rye" }));

test("a function signs a URL, what is uploaded there notifies a function, and the latest is read", async () => {
  const url = await (await fetch(String(cloud.outputs.signer))).text();
  expect((await fetch(url, { method: "PUT", body: "a photo" })).status).toBe(200);
  const { Records } = JSON.parse(await receive(cloud.outputs.seen));
  expect(Records).toMatchObject([
    {
      eventName: "ObjectCreated:Put",
      s3: { configurationId: "ToFunction", object: { key: "function/photo.txt", size: 7 } },
    },
  ]);
  expect(await (await fetch(`${cloud.outputs.signer}latest`)).text()).toBe("a photo");
});

test("a form notifies a queue, in one trace", async () => {
  const { url, fields } = (await (await fetch(`${cloud.outputs.signer}form`)).json()) as {
    url: string;
    fields: Record<string, string>;
  };
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", new Blob(["hello"]));
  expect((await fetch(url, { method: "POST", body: form })).status).toBe(204);
  const { Records } = JSON.parse(await receive(cloud.outputs.inbox));
  expect(Records).toMatchObject([
    { eventName: "ObjectCreated:Post", s3: { object: { key: "queue/form.txt" } } },
  ]);
  const sent = await cloud.journal.waitFor(
    ({ service, input }) => service === "sqs" && JSON.stringify(input ?? "").includes("queue/form.txt"),
  );
  expect(cloud.journal.trace(sent.traceId).map(({ service, action }) => `${service}:${action}`)).toEqual(
    expect.arrayContaining(["s3:PutObject", "sqs:SendMessage"]),
  );
});

test("a topic is told only of what the filter lets through", async () => {
  await put("topic/menu.txt");
  await put("topic/menü 1.csv");
  const { Subject, Message } = JSON.parse(await receive(cloud.outputs.readers));
  expect(Subject).toBe("Amazon S3 Notification");
  expect(JSON.parse(Message).Records[0].s3.object.key).toBe("topic/men%C3%BC+1.csv");
});

test.each([
  ["inline", "/api/orders", 200, "/orders"],
  ["inline", "/menu.csv", 200, "rye;2.50\n"],
  ["inline", "/open/page.txt", 200, "for anybody"],
  ["inline", "/nothing", 403, expect.stringContaining("<Code>AccessDenied</Code>")],
  ["lazy", "/api/orders", 200, "/api/orders"],
  ["lazy", "/files/menu.csv", 200, "rye;2.50\n"],
  ["lazy", "/files/nothing", 403, expect.stringContaining("<Code>AccessDenied</Code>")],
])("the router %s answers %s with %i", async (router, path, status, text) => {
  const answer = await fetch(`${String(cloud.outputs[router]).replace(/\/$/, "")}${path}`);
  expect([answer.status, await answer.text()]).toEqual([status, text]);
});

test("a router passes conditions and ranges on to the bucket", async () => {
  const url = `${cloud.outputs.lazy}/files/menu.csv`;
  const whole = await fetch(url);
  expect(whole.headers.get("content-type")).toBe("text/csv");
  expect((await fetch(url, { headers: { "if-none-match": whole.headers.get("etag")! } })).status).toBe(304);
  const part = await fetch(url, { headers: { range: "bytes=0-2" } });
  expect([part.status, part.headers.get("content-range"), await part.text()]).toEqual([
    206,
    "bytes 0-2/9",
    "rye",
  ]);
});

test("anybody reads a public bucket, and no other", async () => {
  const read = (bucket: unknown, key: string) => fetch(`${cloud.outputs.awsEndpoint}/${bucket}/${key}`);
  expect(await (await read(cloud.outputs.open, "page.txt")).text()).toBe("for anybody");
  expect((await read(cloud.outputs.pages, "public/menu.csv")).status).toBe(403);
});

test("the console lists buckets and what is in their folders, and the map draws whom they tell", async () => {
  const ask = async (path: string) => (await fetch(`${cloud.outputs.consoleUrl}${path}`)).json();
  const { bucket } = cloud.outputs;
  const { buckets } = (await ask("/api/buckets")) as {
    buckets: { name: string; label: string; versioning?: string }[];
  };
  expect(buckets.map(({ label }) => label).toSorted()).toEqual(["Open", "Pages", "Photos"]);
  expect(buckets.find(({ name }) => name === bucket)).toMatchObject({ versioning: "Enabled" });
  expect(await ask(`/api/buckets/${bucket}/objects`)).toMatchObject({
    folders: ["function/", "queue/", "topic/"],
    objects: [],
  });
  expect(await ask(`/api/buckets/${bucket}/objects?folder=queue/`)).toMatchObject({
    objects: [{ key: "queue/form.txt", size: 5 }],
  });
  const { edges } = (await ask("/api/map")) as { edges: { from: string; to: string; declared: boolean }[] };
  expect(edges).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ from: "bucket:Photos", to: "queue:Inbox", declared: true }),
      expect.objectContaining({ from: "bucket:Photos", to: "topic:News", declared: true }),
      expect.objectContaining({ from: "function:Signer", to: "bucket:Photos", declared: true }),
    ]),
  );
  const { services } = (await ask("/api/cost")) as { services?: unknown };
  expect(JSON.stringify(services ?? (await ask("/api/cost")))).toContain("S3");
});
