import { DescribeConnectionCommand, UpdateConnectionCommand } from "@aws-sdk/client-eventbridge";
import { expect, test } from "vitest";
import { roleArn, startEventBus } from "./event-bus.fixture.ts";

const setUp = async () => {
  const { cloud, client, ...bus } = await startEventBus();
  const headers: Headers[] = [];
  cloud.serve({
    host: "api.bakery.test",
    fetch: async (request) => {
      headers.push(request.headers);
      return new Response("{}");
    },
  });
  const { arn: connectionArn } = bus.provision("eventConnection:EventConnection", "Connection", {
    name: "shop",
    authorizationType: "API_KEY",
    authParameters: { apiKey: { key: "x-api-key", value: "old" } },
  });
  const { arn } = bus.provision("eventApiDestination:EventApiDestination", "Destination", {
    connectionArn,
    httpMethod: "POST",
    invocationEndpoint: "https://api.bakery.test/event",
  });
  bus.route({ source: ["bakery"] }, { arn, roleArn });
  const deliver = async () => {
    const before = headers.length;
    await bus.put({});
    await expect.poll(() => headers.length).toBe(before + 1);
    return headers.at(-1);
  };
  return { client, deliver };
};

test("the next delivery has the key that a connection was changed to, and nobody is told it", async () => {
  const { client, deliver } = await setUp();
  expect((await deliver())?.get("x-api-key")).toBe("old");
  await expect(
    client.send(
      new UpdateConnectionCommand({
        Name: "shop",
        AuthParameters: { ApiKeyAuthParameters: { ApiKeyValue: "new" } },
      }),
    ),
  ).resolves.toMatchObject({ ConnectionState: "AUTHORIZED" });

  expect((await deliver())?.get("x-api-key")).toBe("new");
  const described = await client.send(new DescribeConnectionCommand({ Name: "shop" }));
  expect(described).toMatchObject({
    Name: "shop",
    ConnectionState: "AUTHORIZED",
    AuthorizationType: "API_KEY",
    AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "x-api-key" } },
  });
  expect(JSON.stringify(described)).not.toContain("new");
});

test("a connection takes another kind of authorization with all that it needs, and only so", async () => {
  const { client, deliver } = await setUp();
  const basic = (BasicAuthParameters: object) =>
    client.send(
      new UpdateConnectionCommand({
        Name: "shop",
        AuthorizationType: "BASIC",
        AuthParameters: { BasicAuthParameters },
      }),
    );
  await expect(basic({ Username: "baker" })).rejects.toMatchObject({ name: "ValidationException" });
  expect((await deliver())?.get("x-api-key")).toBe("old");
  await basic({ Username: "baker", Password: "bun" });
  const sent = await deliver();

  expect(sent?.get("authorization")).toBe(`Basic ${Buffer.from("baker:bun").toString("base64")}`);
  expect(sent?.get("x-api-key")).toBeNull();
  await expect(client.send(new DescribeConnectionCommand({ Name: "none" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});
