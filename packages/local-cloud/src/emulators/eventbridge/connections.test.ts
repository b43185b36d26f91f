import {
  CreateApiDestinationCommand,
  CreateConnectionCommand,
  DeauthorizeConnectionCommand,
  DeleteApiDestinationCommand,
  DeleteConnectionCommand,
  DescribeApiDestinationCommand,
  DescribeConnectionCommand,
  ListApiDestinationsCommand,
  ListConnectionsCommand,
  UpdateApiDestinationCommand,
  UpdateConnectionCommand,
} from "@aws-sdk/client-eventbridge";
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
  const route = (destination: string) =>
    bus.route({ source: ["bakery"] }, { arn: destination, roleArn }, "Made");
  return {
    client,
    cloud,
    deliver,
    route,
    put: () => bus.put({}),
    connectionArn: String(connectionArn),
    headers,
  };
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

test("a connection and an API destination that calls made deliver, until they are gone", async () => {
  const { client, cloud, route, headers, put } = await setUp();
  const { ConnectionArn, ConnectionState } = await client.send(
    new CreateConnectionCommand({
      Name: "made",
      AuthorizationType: "BASIC",
      AuthParameters: {
        BasicAuthParameters: { Username: "baker", Password: "bun" },
        InvocationHttpParameters: {
          HeaderParameters: [
            { Key: "x-shop", Value: "one" },
            { Key: "x-pin", Value: "1234", IsValueSecret: true },
          ],
        },
      },
    }),
  );
  expect(ConnectionState).toBe("AUTHORIZED");
  const { ApiDestinationArn } = await client.send(
    new CreateApiDestinationCommand({
      Name: "made",
      ConnectionArn,
      HttpMethod: "POST",
      InvocationEndpoint: "https://api.bakery.test/first",
    }),
  );
  await client.send(new UpdateApiDestinationCommand({ Name: "made", InvocationRateLimitPerSecond: 5 }));
  expect(await client.send(new DescribeApiDestinationCommand({ Name: "made" }))).toMatchObject({
    ApiDestinationArn,
    ApiDestinationState: "ACTIVE",
    ConnectionArn,
    HttpMethod: "POST",
    InvocationEndpoint: "https://api.bakery.test/first",
    InvocationRateLimitPerSecond: 5,
  });
  const described = await client.send(new DescribeConnectionCommand({ Name: "made" }));
  expect(described.AuthParameters?.InvocationHttpParameters?.HeaderParameters).toEqual([
    { Key: "x-shop", Value: "one", IsValueSecret: false },
    { Key: "x-pin", IsValueSecret: true },
  ]);
  expect(cloud.graph.resources.map(({ name, type }) => [name, type.split(":").at(-1)])).toEqual([
    ["made", "EventConnection"],
    ["made", "EventApiDestination"],
  ]);

  route(ApiDestinationArn!);
  await put();
  await expect.poll(() => headers.map((each) => each.get("x-shop"))).toContain("one");
  expect(headers.find((each) => each.has("x-shop"))?.get("authorization")).toMatch(/^Basic /);

  await client.send(new DeauthorizeConnectionCommand({ Name: "made" }));
  expect(await client.send(new DescribeApiDestinationCommand({ Name: "made" }))).toMatchObject({
    ApiDestinationState: "INACTIVE",
  });
  const waiting = await client.send(new ListConnectionsCommand({ ConnectionState: "DEAUTHORIZED" }));
  expect(waiting.Connections?.map(({ Name }) => Name)).toEqual(["made"]);
  await client.send(
    new UpdateConnectionCommand({
      Name: "made",
      AuthParameters: { BasicAuthParameters: { Username: "baker", Password: "rye" } },
    }),
  );
  const listed = await client.send(new ListApiDestinationsCommand({ ConnectionArn }));
  expect(listed.ApiDestinations).toMatchObject([{ Name: "made", ApiDestinationState: "ACTIVE" }]);

  await client.send(new DeleteApiDestinationCommand({ Name: "made" }));
  expect(await client.send(new DeleteConnectionCommand({ Name: "made" }))).toMatchObject({
    ConnectionState: "DELETING",
  });
  expect(cloud.graph.resources).toEqual([]);
  await expect(client.send(new DescribeApiDestinationCommand({ Name: "made" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});

test("lists come in pages, by a prefix", async () => {
  const { client, connectionArn } = await setUp();
  for (const Name of ["a-1", "a-2", "b-1"])
    await client.send(
      new CreateApiDestinationCommand({
        Name,
        ConnectionArn: connectionArn,
        HttpMethod: "GET",
        InvocationEndpoint: "https://api.bakery.test/x",
      }),
    );
  const first = await client.send(new ListApiDestinationsCommand({ NamePrefix: "a-", Limit: 1 }));
  const second = await client.send(
    new ListApiDestinationsCommand({ NamePrefix: "a-", Limit: 1, NextToken: first.NextToken }),
  );
  expect([first, second].map(({ ApiDestinations: [one] = [] }) => one?.Name)).toEqual(["a-1", "a-2"]);
  expect(second.NextToken).toBeUndefined();
});

test("what is there already, what is not, and what lacks its key is refused", async () => {
  const { client, connectionArn } = await setUp();
  const AuthParameters = { ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: "1" } };
  const connection = { Name: "shop", AuthorizationType: "API_KEY", AuthParameters } as const;
  await expect(client.send(new CreateConnectionCommand(connection))).rejects.toMatchObject({
    name: "ResourceAlreadyExistsException",
  });
  await expect(
    client.send(new CreateConnectionCommand({ ...connection, Name: "other", AuthorizationType: "BASIC" })),
  ).rejects.toMatchObject({
    name: "ValidationException",
    message: expect.stringContaining("BASIC needs all"),
  });
  const destination = {
    Name: "other",
    HttpMethod: "GET",
    InvocationEndpoint: "https://api.bakery.test/x",
  } as const;
  await expect(
    client.send(new CreateApiDestinationCommand({ ...destination, ConnectionArn: "arn:aws:events:x" })),
  ).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await expect(
    client.send(
      new CreateApiDestinationCommand({
        ...destination,
        ConnectionArn: connectionArn,
        InvocationEndpoint: "http://api.bakery.test/x",
      }),
    ),
  ).rejects.toMatchObject({ name: "ValidationException", message: expect.stringContaining("HTTPS") });
});
