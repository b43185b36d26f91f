import "@aws-sdk/signature-v4a";
import {
  CloudFrontKeyValueStoreClient,
  DeleteKeyCommand,
  DescribeKeyValueStoreCommand,
  GetKeyCommand,
  ListKeysCommand,
  PutKeyCommand,
  UpdateKeysCommand,
} from "@aws-sdk/client-cloudfront-keyvaluestore";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startTestGateway } from "../../../testing/fake-cloud.ts";
import { provision } from "../../../testing/provision.ts";
import { createKeyValueStoreEmulator } from "./emulator.ts";
import { PROPAGATION_MS } from "./store.ts";

let local: Awaited<ReturnType<typeof startTestGateway>>;
let KvsARN: string;
let client: CloudFrontKeyValueStoreClient;

beforeEach(async () => {
  local = await startTestGateway();
  const emulator = createKeyValueStoreEmulator(local.cloud);
  local.cloud.add(emulator);
  ({ arn: KvsARN = "" } = await provision(
    local.cloud,
    emulator,
    "aws:cloudfront/keyValueStore:KeyValueStore",
    "Edge",
    {},
  ));
  await provision(local.cloud, emulator, "aws:cloudfront/keyvaluestoreKey:KeyvaluestoreKey", "Key", {
    keyValueStoreArn: KvsARN,
    key: "a",
    value: "1",
  });
  client = keyValueClient(local.gateway.endpoint);
});
afterEach(() => local.stop());

/** The SDK puts the account before the host of an endpoint, which no address of this machine has. */
const keyValueClient = (endpoint: string) => {
  const { host, hostname, port, protocol } = new URL(endpoint);
  const made = new CloudFrontKeyValueStoreClient({
    region: "eu-west-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
    maxAttempts: 1,
  });
  made.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { headers: Record<string, string> };
      Object.assign(request, { hostname, port: Number(port), protocol });
      request.headers.host = host;
      return next(args);
    },
    { step: "finalizeRequest", priority: "low", name: "toThisMachine" },
  );
  return made;
};
const version = async () => (await client.send(new DescribeKeyValueStoreCommand({ KvsARN }))).ETag;

test("keys are written by the version of the store, which each write makes anew", async () => {
  const first = await version();
  const written = await client.send(new PutKeyCommand({ KvsARN, Key: "b/ c:é", Value: "2", IfMatch: first }));
  expect(written).toMatchObject({ ItemCount: 2, TotalSizeInBytes: 10, ETag: expect.stringMatching(/^E/) });
  expect(written.ETag).not.toBe(first);
  await expect(
    client.send(new PutKeyCommand({ KvsARN, Key: "c", Value: "3", IfMatch: first })),
  ).rejects.toMatchObject({ name: "ConflictException", $metadata: { httpStatusCode: 409 } });
  expect(await client.send(new GetKeyCommand({ KvsARN, Key: "b/ c:é" }))).toMatchObject({
    Value: "2",
    ItemCount: 2,
  });
  const gone = await client.send(new DeleteKeyCommand({ KvsARN, Key: "a", IfMatch: written.ETag }));
  expect(gone.ItemCount).toBe(1);
  await expect(client.send(new GetKeyCommand({ KvsARN, Key: "a" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});

test("an update is one change, and is refused whole", async () => {
  const Puts = [
    { Key: "b", Value: "2" },
    { Key: "c", Value: "3" },
  ];
  const IfMatch = await version();
  await client.send(new UpdateKeysCommand({ KvsARN, IfMatch, Puts, Deletes: [{ Key: "a" }] }));
  const { Items, NextToken } = await client.send(new ListKeysCommand({ KvsARN, MaxResults: 1 }));
  expect(Items).toEqual([{ Key: "b", Value: "2" }]);
  expect((await client.send(new ListKeysCommand({ KvsARN, NextToken }))).Items).toEqual([
    { Key: "c", Value: "3" },
  ]);

  const now = await version();
  for (const [refused, name] of [
    [{ Puts: [{ Key: "x", Value: "y".repeat(1025) }] }, "ServiceQuotaExceededException"],
    [{ Puts: [{ Key: "x".repeat(513), Value: "y" }] }, "ServiceQuotaExceededException"],
    [{ Puts, Deletes: [{ Key: "none" }] }, "ResourceNotFoundException"],
    [{ Puts: Array.from({ length: 51 }, (_, at) => ({ Key: `k${at}`, Value: "" })) }, "ValidationException"],
    [{ Puts: [Puts[0]!, Puts[0]!] }, "ValidationException"],
  ] as const)
    await expect(
      client.send(new UpdateKeysCommand({ KvsARN, IfMatch: now, ...(refused as object) })),
    ).rejects.toMatchObject({ name });
  expect(await version()).toBe(now);
});

test("what is written is at the edge a few seconds later", async () => {
  const store = local.cloud.use("keyValueStores").of(KvsARN);
  const seen: (string | undefined)[] = [];
  store.onEdge(({ entries }) => seen.push(entries.get("a")));
  await client.send(new PutKeyCommand({ KvsARN, Key: "a", Value: "2", IfMatch: await version() }));
  expect(seen).toEqual(["1"]);
  local.cloud.clock.advance(PROPAGATION_MS);
  expect(seen).toEqual(["1", "2"]);
});

test("says of a store that is not there, and of a version that is missing", async () => {
  const none = `${KvsARN}x`;
  await expect(client.send(new DescribeKeyValueStoreCommand({ KvsARN: none }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
  const answer = await fetch(
    `${local.gateway.endpoint}/key-value-stores/${encodeURIComponent(KvsARN)}/keys/a`,
    {
      method: "PUT",
      body: "[]",
      headers: {
        authorization:
          "AWS4-ECDSA-P256-SHA256 Credential=any/20260101/cloudfront-keyvaluestore/aws4_request, SignedHeaders=host, Signature=0",
      },
    },
  );
  expect([answer.status, await answer.text()]).toEqual([
    400,
    expect.stringContaining("SerializationException"),
  ]);
});
