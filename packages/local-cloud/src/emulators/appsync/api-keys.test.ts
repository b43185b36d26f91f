import {
  AppSyncClient,
  CreateApiKeyCommand,
  DeleteApiKeyCommand,
  ListApiKeysCommand,
  paginateListApiKeys,
  UpdateApiKeyCommand,
} from "@aws-sdk/client-appsync";
import { expect, onTestFinished, test } from "vitest";
import { startTestApi } from "./api.fixture.ts";

const setUp = async () => {
  const api = await startTestApi();
  onTestFinished(api.stop);
  const client = new AppSyncClient({
    region: "eu-west-1",
    endpoint: new URL(api.httpUrl).origin,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  const publish = async (key: string | undefined) =>
    (await api.post({ channel: "/orders/1", events: ["{}"] }, { "x-api-key": String(key) })).status;
  const inDays = (days: number) => Math.floor(api.cloud.clock.now() / 1000) + days * 24 * 3600;
  return { ...api, apiId: api.api.apiId!, client, publish, inDays };
};

test("a key publishes from when it is created until it is deleted, beside the others", async () => {
  const { apiId, client, key, publish, inDays } = await setUp();
  const { apiKey } = await client.send(
    new CreateApiKeyCommand({ apiId, description: "second", expires: inDays(30) }),
  );

  expect(apiKey).toMatchObject({ id: expect.stringMatching(/^da2-[a-z0-9]{26}$/), description: "second" });
  expect(apiKey!.expires! % 3600).toBe(0);
  expect(apiKey!.deletes).toBe(apiKey!.expires! + 60 * 24 * 3600);
  expect(await Promise.all([key, apiKey!.id].map(publish))).toEqual([200, 200]);
  const { apiKeys } = await client.send(new ListApiKeysCommand({ apiId }));
  expect(apiKeys?.map(({ id }) => id)).toEqual([key, apiKey!.id]);

  await client.send(new DeleteApiKeyCommand({ apiId, id: key }));
  expect(await Promise.all([key, apiKey!.id].map(publish))).toEqual([401, 200]);
  await expect(client.send(new DeleteApiKeyCommand({ apiId, id: key }))).rejects.toMatchObject({
    name: "NotFoundException",
  });
});

test("a key ends when it says, a week from now unless stated, and later when it is changed", async () => {
  const { apiId, client, cloud, publish, inDays } = await setUp();
  const { apiKey } = await client.send(new CreateApiKeyCommand({ apiId }));
  const { apiKey: changed } = await client.send(
    new UpdateApiKeyCommand({ apiId, id: apiKey!.id, expires: inDays(365) }),
  );
  const { apiKey: other } = await client.send(new CreateApiKeyCommand({ apiId }));
  expect(changed!.expires).toBeGreaterThan(other!.expires!);
  cloud.clock.advance(8 * 24 * 3600 * 1000);

  expect(await Promise.all([apiKey!.id, other!.id].map(publish))).toEqual([200, 401]);
});

test("refuses a life that is too short or too long, a fifty-first key, and what is not there", async () => {
  const { apiId, client, inDays } = await setUp();
  for (const days of [0, 367])
    await expect(
      client.send(new CreateApiKeyCommand({ apiId, expires: inDays(days) })),
    ).rejects.toMatchObject({ name: "ApiKeyValidityOutOfBoundsException" });
  for (let more = 1; more < 50; more++) await client.send(new CreateApiKeyCommand({ apiId }));
  await expect(client.send(new CreateApiKeyCommand({ apiId }))).rejects.toMatchObject({
    name: "ApiKeyLimitExceededException",
  });
  const listed: unknown[] = [];
  for await (const { apiKeys = [] } of paginateListApiKeys({ client, pageSize: 20 }, { apiId }))
    listed.push(...apiKeys);
  expect(listed).toHaveLength(50);
  await expect(client.send(new ListApiKeysCommand({ apiId: "none" }))).rejects.toMatchObject({
    name: "NotFoundException",
  });
  await expect(client.send(new UpdateApiKeyCommand({ apiId, id: "none" }))).rejects.toMatchObject({
    name: "NotFoundException",
  });
});
