import { describe, expect, test } from "vitest";
import { AUTHORIZER, type Event, start } from "./socket.fixture.ts";

describe("authorizers", () => {
  const startWith = (authorizer: (event: Event) => unknown, properties: Record<string, unknown> = {}) =>
    start({
      authorizer,
      more: async (apiId, make) => {
        const { id: authorizerId } = await make("authorizer:Authorizer", "Own", {
          apiId,
          authorizerType: "REQUEST",
          authorizerUri: AUTHORIZER,
          identitySources: ["route.request.querystring.token"],
          ...properties,
        });
        return { authorizationType: "CUSTOM", authorizerId };
      },
    });
  const policy = (Effect: string, { methodArn }: Event) => ({
    principalId: "ann",
    policyDocument: { Statement: [{ Action: "execute-api:Invoke", Effect, Resource: methodArn }] },
    context: { tier: 1 },
  });

  test("one that allows tells all events of the connection what it found out", async () => {
    const asked: Event[] = [];
    const { connect, url, eventOf, apiId } = await startWith((event) => {
      asked.push(event);
      return policy("Allow", event);
    });
    const { socket } = await connect(`${url}?token=t`);
    expect(asked).toMatchObject([
      {
        type: "REQUEST",
        methodArn: `arn:aws:execute-api:eu-west-1:000000000000:${apiId}/live/$connect`,
        queryStringParameters: { token: "t" },
        requestContext: { routeKey: "$connect", eventType: "CONNECT" },
      },
    ]);
    socket.send("hello");
    await eventOf("MESSAGE");
    socket.close();
    for (const type of ["CONNECT", "MESSAGE", "DISCONNECT"])
      expect(await eventOf(type)).toMatchObject({
        requestContext: { authorizer: { principalId: "ann", tier: 1 } },
      });
  });

  test.each([
    ["without the identity source", "", (event: Event) => policy("Allow", event), 401],
    ["denied", "?token=t", (event: Event) => policy("Deny", event), 403],
    [
      "when it throws Unauthorized",
      "?token=t",
      () => {
        throw new Error("Unauthorized");
      },
      401,
    ],
    [
      "when it throws anything else",
      "?token=t",
      () => {
        throw new Error("broken");
      },
      500,
    ],
    ["when it answers with no policy", "?token=t", () => ({ isAuthorized: true }), 500],
  ])("a connection %s is not made", async (_, query, authorizer, status) => {
    const { ask, url, events } = await startWith(authorizer);
    expect(await ask(url + query).status).toBe(status);
    expect(events).toEqual([]);
  });

  test.each([
    [
      { authorizerType: "JWT", jwtConfiguration: { issuer: "https://a", audiences: ["a"] } },
      "is a REQUEST authorizer",
    ],
    [{ authorizerPayloadFormatVersion: "2.0" }, "go with authorizers of HTTP APIs only"],
    [{ identitySources: ["$request.header.x"] }, "is not of the form route.request"],
  ])("%j is refused at the start", async (properties, message) => {
    await expect(startWith(() => ({}), properties)).rejects.toThrow(message);
  });

  test("IAM authorization wants a signature, in the headers or in the URL", async () => {
    const { ask, url } = await start({ more: async () => ({ authorizationType: "AWS_IAM" }) });
    const credential = "any/20261130/eu-west-1/execute-api/aws4_request";
    expect(await ask(url).status).toBe(403);
    expect(await ask(`${url}?X-Amz-Credential=${encodeURIComponent(credential)}`).status).toBe(101);
    const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`;
    expect(await ask(url, undefined, { headers: { authorization } }).status).toBe(101);
  });
});
