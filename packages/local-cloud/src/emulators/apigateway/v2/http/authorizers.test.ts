import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { describe, expect, test } from "vitest";
import type { HostContext } from "../../../../core/cloud.ts";
import { createTestCloud } from "../../../../testing/fake-cloud.ts";
import { FUNCTION, lambda, type Make, startV2Api } from "../api.fixture.ts";

const ISSUER = "https://issuer.example.localhost";
const { privateKey, publicKey } = await generateKeyPair("RS256");
const jwk = { ...(await exportJWK(publicKey)), kid: "k1", use: "sig", alg: "RS256" };

const signed = (claims: Record<string, unknown>, { issuer = ISSUER, kid = "k1", expires = "1h" } = {}) =>
  new SignJWT({ sub: "u1", ...claims })
    .setProtectedHeader({ alg: "RS256", kid })
    .setIssuer(issuer)
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(privateKey);

const echo = lambda((event) => ({ statusCode: 200, body: JSON.stringify(event) }));

describe("JWT", () => {
  const start = async (route: Record<string, unknown> = {}, payloadFormatVersion = "2.0") => {
    const cloud = createTestCloud();
    let asked = 0;
    cloud.serve({
      host: "issuer.example.localhost",
      fetch(request) {
        asked += 1;
        return Response.json(
          request.url.endsWith("/jwks") ? { keys: [jwk] } : { issuer: ISSUER, jwks_uri: `${ISSUER}/jwks` },
        );
      },
    });
    const api = await startV2Api({
      cloud,
      services: echo,
      more: async (apiId: string, make: Make) => {
        const { id } = await make("authorizer:Authorizer", "Jwt", {
          apiId,
          authorizerType: "JWT",
          identitySources: ["$request.header.Authorization"],
          jwtConfiguration: { issuer: ISSUER, audiences: ["shop", "till"] },
        });
        return { authorizationType: "JWT", authorizerId: id, ...route };
      },
      routes: { "GET /me": { integration: { payloadFormatVersion } } },
    });
    const me = (token?: string) => api.send("GET /me", { headers: token ? { authorization: token } : {} });
    return { ...api, me, asked: () => asked };
  };

  test("a token that is right passes, with and without Bearer; its claims are text", async () => {
    const { me, asked } = await start();
    const token = await signed({
      aud: "till",
      groups: ["admin", "user"],
      level: 3,
      none: null,
      of: { a: 1 },
    });
    const [bare, bearer] = [await me(token), await me(`Bearer ${token}`)];
    expect([bare.status, bearer.status]).toEqual([200, 200]);
    expect(bare.json().requestContext).toMatchObject({
      authorizer: {
        jwt: {
          claims: {
            aud: "till",
            exp: expect.stringMatching(/^\d+$/),
            groups: "[admin user]",
            iss: ISSUER,
            level: "3",
            of: '{"a":1}',
            sub: "u1",
          },
          scopes: null,
        },
      },
    });
    expect(JSON.stringify(bare.json())).not.toContain('"none"');
    // The configuration and the keys, once.
    expect(asked()).toBe(2);
  });

  test("the client stands for the audience where there is none; scopes are told where the route has some", async () => {
    const { me } = await start({ authorizationScopes: ["orders/read", "orders/write"] }, "1.0");
    const answer = await me(await signed({ client_id: "shop", scope: "openid orders/write" }));
    expect(answer.json().requestContext).toMatchObject({
      authorizer: { claims: { client_id: "shop" }, scopes: ["openid", "orders/write"] },
    });
  });

  test.each([
    ["none", undefined, 401, "Bearer"],
    ["no token", "x.y.z", 401, /error="invalid_token"/],
    [
      "another audience",
      signed({ aud: "other" }),
      401,
      /error_description="the token does not have a valid audience"/,
    ],
    [
      "a client, where it has an audience",
      signed({ aud: "other", client_id: "shop" }),
      401,
      /valid audience/,
    ],
    ["another issuer", signed({ aud: "shop" }, { issuer: "https://other.example" }), 401, /invalid issuer/],
    ["another key", signed({ aud: "shop" }, { kid: "k2" }), 401, /signing key not found/],
    ["expired", signed({ aud: "shop" }, { expires: "-1m" }), 401, /the token has expired/],
    ["not yet", signed({ aud: "shop", nbf: 4e9 }), 401, /the token's nbf is not valid/],
  ])("a token that is wrong does not pass: %s", async (_, token, status, header) => {
    const { me } = await start();
    const answer = await me(await token);
    expect([answer.status, answer.json()]).toEqual([status, { message: "Unauthorized" }]);
    expect(answer.headers.get("www-authenticate")).toMatch(header);
  });

  test("a token without the scope of the route gets 403", async () => {
    const { me } = await start({ authorizationScopes: ["orders/write"] });
    const answer = await me(await signed({ aud: "shop", scope: "orders/read" }));
    expect([answer.status, answer.json()]).toEqual([403, { message: "Forbidden" }]);
    expect(answer.headers.get("www-authenticate")).toContain('error="insufficient_scope"');
  });

  test("a token that was right ends with the clock", async () => {
    const { me, cloud } = await start();
    const token = await signed({ aud: "shop" });
    expect((await me(token)).status).toBe(200);
    cloud.clock.advance(2 * 3600_000);
    expect((await me(token)).status).toBe(401);
  });
});

describe("Lambda", () => {
  const AUTHORIZER = FUNCTION.replace(":shop", ":authorizer");
  const start = (
    authorizer: Record<string, unknown>,
    answer: (event: Record<string, never>) => unknown,
    routes = {},
  ) =>
    startV2Api({
      services: lambda((event, { FunctionName }) =>
        FunctionName === AUTHORIZER ? answer(event) : { statusCode: 200, body: JSON.stringify(event) },
      ),
      more: async (apiId, make) => {
        const { id } = await make("authorizer:Authorizer", "Own", {
          apiId,
          authorizerType: "REQUEST",
          authorizerUri: `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${AUTHORIZER}/invocations`,
          authorizerPayloadFormatVersion: "2.0",
          enableSimpleResponses: true,
          identitySources: ["$request.header.X-User"],
          ...authorizer,
        });
        return { authorizationType: "CUSTOM", authorizerId: id };
      },
      routes: { "GET /orders/{id}": {}, "GET /menu": {}, ...routes },
    });
  const as = (user: string) => ({ headers: { "x-user": user } });
  const authorizations = ({ calls }: { calls: readonly { input: Record<string, unknown> }[] }) =>
    calls.filter(({ input }) => input.FunctionName === AUTHORIZER);

  test("a simple response of format 2.0 decides, and its context goes on", async () => {
    const api = await start({}, (event) => ({
      isAuthorized: event.identitySource?.[0] === "ann",
      context: { tier: 1, tags: ["a"] },
    }));
    const allowed = await api.send("GET /orders/7?a=b", as("ann"));
    expect(allowed.json().requestContext).toMatchObject({
      authorizer: { lambda: { tier: 1, tags: ["a"] } },
    });
    const refused = await api.send("GET /orders/7", as("bob"));
    expect([refused.status, refused.json()]).toEqual([403, { message: "Forbidden" }]);
    const [first] = authorizations(api);
    const event = JSON.parse(String(first?.input.Payload)) as Record<string, unknown>;
    expect(event).toMatchObject({
      version: "2.0",
      type: "REQUEST",
      routeArn: `arn:aws:execute-api:eu-west-1:000000000000:${api.apiId}/$default/GET/orders/7`,
      identitySource: ["ann"],
      routeKey: "GET /orders/{id}",
      rawPath: "/orders/7",
      rawQueryString: "a=b",
      headers: { "x-user": "ann" },
      queryStringParameters: { a: "b" },
      requestContext: { http: { method: "GET" }, stage: "$default" },
      pathParameters: { id: "7" },
    });
    expect(event).not.toHaveProperty("body");
    expect(first).toMatchObject({
      caller: {
        principal: {
          kind: "service",
          service: "apigateway.amazonaws.com",
          sourceArn: expect.stringContaining(`${api.apiId}/authorizers/`),
        },
      },
    });
  });

  test("format 1.0 gets the event of REST APIs and answers with a policy", async () => {
    const api = await start(
      { authorizerPayloadFormatVersion: "1.0", enableSimpleResponses: false },
      ({ methodArn, identitySource }) => ({
        principalId: identitySource,
        policyDocument: {
          Version: "2012-10-17",
          Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: methodArn }],
        },
        context: { tier: 1 },
      }),
    );
    expect((await api.send("GET /menu", as("ann"))).json().requestContext).toMatchObject({
      authorizer: { lambda: { tier: 1 } },
    });
    expect(JSON.parse(String(authorizations(api)[0]?.input.Payload))).toMatchObject({
      version: "1.0",
      type: "REQUEST",
      identitySource: "ann",
      authorizationToken: "ann",
      resource: "/menu",
      path: "/menu",
      httpMethod: "GET",
      headers: { "x-user": "ann" },
      requestContext: { resourcePath: "/menu" },
    });
  });

  test("without its identity source a request gets 401, and nobody is asked", async () => {
    const api = await start({}, () => ({ isAuthorized: true }));
    const answer = await api.send("GET /menu");
    expect([answer.status, answer.json(), api.calls]).toEqual([401, { message: "Unauthorized" }, []]);
  });

  test("a result is kept for its time and its identity, over all routes", async () => {
    const api = await start({ authorizerResultTtlInSeconds: 60 }, () => ({ isAuthorized: true }));
    await api.send("GET /menu", as("ann"));
    api.cloud.clock.advance(50_000);
    await api.send("GET /orders/1", as("ann"));
    expect(authorizations(api)).toHaveLength(1);
    await api.send("GET /menu", as("bob"));
    expect(authorizations(api)).toHaveLength(2);
    api.cloud.clock.advance(61_000);
    await api.send("GET /menu", as("ann"));
    expect(authorizations(api)).toHaveLength(3);
  });

  test("a policy that is kept says of each route by itself whether it may be called", async () => {
    const api = await start(
      { enableSimpleResponses: false, authorizerResultTtlInSeconds: 60 },
      ({ routeArn }) => ({
        policyDocument: { Statement: { Action: "execute-api:Invoke", Effect: "Allow", Resource: routeArn } },
      }),
    );
    expect((await api.send("GET /menu", as("ann"))).status).toBe(200);
    expect((await api.send("GET /orders/1", as("ann"))).status).toBe(403);
    expect(authorizations(api)).toHaveLength(1);
  });

  test("an answer in another format, or none, is a 500 with the reason in the terminal", async () => {
    const wrong = await start({}, () => ({ allowed: true }));
    expect((await wrong.send("GET /menu", as("ann"))).status).toBe(500);
    expect(wrong.cloud.warnings[0]).toContain("has to return {isAuthorized, context}");
    const failing = await start({}, () => {
      throw new Error("no database");
    });
    const answer = await failing.send("GET /menu", as("ann"));
    expect([answer.status, answer.json()]).toEqual([500, { message: "Internal Server Error" }]);
    expect(failing.cloud.warnings[0]).toContain("no database");
  });

  test.each([
    [{ authorizerPayloadFormatVersion: undefined }, "needs authorizerPayloadFormatVersion"],
    [{ authorizerPayloadFormatVersion: "1.0" }, "Simple responses go with"],
    [{ authorizerResultTtlInSeconds: 9, identitySources: [] }, "needs an identity source"],
    [{ identitySources: ["$request.heather.x"] }, "is nothing that can be mapped"],
  ])("%j is refused at the start", async (authorizer, message) => {
    await expect(start(authorizer, () => ({}))).rejects.toThrow(message);
  });
});

describe("IAM", () => {
  const start = async () => {
    const cloud = createTestCloud();
    const needed: unknown[] = [];
    cloud.guard({
      missing: (principal, [permission]) => {
        if (permission?.action !== "execute-api:Invoke") return undefined;
        needed.push(permission);
        return principal.kind === "role" && principal.arn.endsWith("Stranger") ? permission : undefined;
      },
    });
    const api = await startV2Api({
      cloud,
      services: echo,
      routes: { "GET /orders/{id}": { route: { authorizationType: "AWS_IAM" } } },
    });
    return { ...api, needed };
  };
  const signer = (name: string): HostContext["signer"] => ({
    principal: { kind: "role", arn: `arn:aws:iam::000000000000:role/${name}` },
    causes: () => [],
    accessKeyId: "ASIA1",
  });

  test("a signed request passes when its role may invoke the route", async () => {
    const { send, needed, apiId } = await start();
    const answer = await send("GET /orders/7", { signer: signer("Friend") });
    expect(answer.json().requestContext).toMatchObject({
      authorizer: { iam: { accessKey: "ASIA1", userArn: "arn:aws:iam::000000000000:role/Friend" } },
    });
    expect(needed).toEqual([
      {
        action: "execute-api:Invoke",
        resource: `arn:aws:execute-api:eu-west-1:000000000000:${apiId}/$default/GET/orders/7`,
      },
    ]);
  });

  test.each([
    ["nobody signed", undefined],
    ["a role that may not", signer("Stranger")],
  ])("%s: 403", async (_, signer) => {
    const { send } = await start();
    const answer = await send("GET /orders/7", { signer });
    expect([answer.status, answer.json()]).toEqual([403, { message: "Forbidden" }]);
  });
});
