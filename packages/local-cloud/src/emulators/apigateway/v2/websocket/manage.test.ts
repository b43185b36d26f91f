import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import { describe, expect, test } from "vitest";
import { start, undo } from "./socket.fixture.ts";

describe("@connections", () => {
  test("posts to a client, tells of it and lets it go", async () => {
    const { connect, client, eventOf, cloud } = await start({});
    const { messages, closed } = await connect();
    const ConnectionId = (await eventOf("CONNECT")).requestContext.connectionId;
    await client.send(new PostToConnectionCommand({ ConnectionId, Data: '{"bread":"ready"}' }));
    await expect.poll(() => messages).toEqual(['{"bread":"ready"}']);
    const [posted] = cloud.journal.hops(({ action }) => action === "PostToConnection");
    expect(posted).toMatchObject({ input: { body: '{"bread":"ready"}' }, output: { status: 200 } });

    const { ConnectedAt, LastActiveAt, Identity } = await client.send(
      new GetConnectionCommand({ ConnectionId }),
    );
    expect([
      ConnectedAt instanceof Date,
      Number(LastActiveAt) >= Number(ConnectedAt),
      Identity?.SourceIp,
    ]).toEqual([true, true, "127.0.0.1"]);

    await client.send(new DeleteConnectionCommand({ ConnectionId }));
    expect(await closed).toEqual({ code: 1000, reason: "Connection Closed Normally" });
    for (const gone of [
      new PostToConnectionCommand({ ConnectionId, Data: "a" }),
      new GetConnectionCommand({ ConnectionId }),
      new DeleteConnectionCommand({ ConnectionId: "never" }),
    ])
      await expect(client.send(gone as PostToConnectionCommand)).rejects.toMatchObject({
        name: "GoneException",
        $metadata: { httpStatusCode: 410 },
      });
  });

  test("are at a domain name, too, where clients may connect", async () => {
    const domainName = "chat.shop.example";
    const { connect, eventOf, gateway } = await start({
      more: async (apiId, make) => {
        const domainNameConfiguration = {
          certificateArn: "c",
          endpointType: "REGIONAL",
          securityPolicy: "TLS_1_2",
        };
        await make("domainName:DomainName", "Domain", { domainName, domainNameConfiguration });
        const mapping = { apiId, domainName, stage: "live", apiMappingKey: "v1" };
        await make("apiMapping:ApiMapping", "Mapping", mapping);
        return undefined;
      },
    });
    const base = `${gateway.endpoint}/_host/${domainName}/v1`;
    const { messages } = await connect(base.replace("http", "ws"));
    const { connectionId, domainName: told, stage } = (await eventOf("CONNECT")).requestContext;
    expect([told, stage]).toEqual([domainName, "live"]);
    const authorization =
      "AWS4-HMAC-SHA256 Credential=any/20261130/eu-west-1/execute-api/aws4_request, Signature=0";
    const post = (at: string) =>
      fetch(`${at}/@connections/${connectionId}`, { method: "POST", body: "hi", headers: { authorization } });
    expect((await post(base)).status).toBe(200);
    await expect.poll(() => messages).toEqual(["hi"]);
    expect((await post(base.replace("/v1", "/v2"))).status).toBe(404);
  });

  test("a message of more than 128 KB is refused, and so is who does not sign", async () => {
    const { connect, client, eventOf, gateway, host } = await start({});
    await connect();
    const ConnectionId = (await eventOf("CONNECT")).requestContext.connectionId!;
    const Data = Buffer.alloc(128 * 1024 + 1, "a");
    await expect(client.send(new PostToConnectionCommand({ ConnectionId, Data }))).rejects.toMatchObject({
      name: "PayloadTooLargeException",
    });
    const unsigned = `${gateway.endpoint}/_host/${host}/live/@connections/${ConnectionId}`;
    const answer = await fetch(unsigned, { method: "POST", body: "a" });
    expect([answer.status, await answer.json()]).toEqual([403, { message: "Missing Authentication Token" }]);
  });

  test("a function needs execute-api:ManageConnections for it", async () => {
    const { connect, eventOf, cloud, gateway, host, apiId } = await start({});
    const asked: unknown[] = [];
    cloud.guard({
      missing: (principal, [needed]) => {
        if (principal.kind !== "role") return undefined;
        asked.push(needed);
        return needed;
      },
    });
    await connect();
    const ConnectionId = (await eventOf("CONNECT")).requestContext.connectionId!;
    const function_ = new ApiGatewayManagementApiClient({
      endpoint: `${gateway.endpoint}/_host/${host}/live`,
      region: "eu-west-1",
      credentials: cloud.issueCredentials({
        principal: { kind: "role", arn: "arn:aws:iam::000000000000:role/Stranger" },
        causes: () => [],
      }),
      maxAttempts: 1,
    });
    undo.push(() => function_.destroy());
    await expect(
      function_.send(new PostToConnectionCommand({ ConnectionId, Data: "a" })),
    ).rejects.toMatchObject({ name: "ForbiddenException" });
    expect(asked).toEqual([
      {
        action: "execute-api:ManageConnections",
        resource: `arn:aws:execute-api:eu-west-1:000000000000:${apiId}/live/POST/@connections/${ConnectionId}`,
      },
    ]);
  });
});
