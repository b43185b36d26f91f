import { expect, test } from "vitest";
import { AwsError } from "../../core/aws-error.ts";
import type { HostContext } from "../../core/cloud.ts";
import { echo, startApi } from "./api.fixture.ts";

const AUTHORIZER = "arn:aws:lambda:eu-west-1:000000000000:function:authorizer";
const URI = `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${AUTHORIZER}/invocations`;

type Event = Record<string, never> & { methodArn: string };

const template = `{"who":"$context.authorizer.principalId","tier":"$context.authorizer.tier"}`;

const start = async (authorizer: Record<string, unknown>, answer: (event: Event) => unknown) => {
  const events: Event[] = [];
  let authorizerId = "";
  const method = {
    authorization: "CUSTOM",
    get authorizerId() {
      return authorizerId;
    },
  };
  const api = await startApi({
    services: {
      lambda: {
        Invoke: (input: { Payload: string }) => {
          const event = JSON.parse(input.Payload) as Event;
          events.push(event);
          try {
            return { StatusCode: 200, Payload: JSON.stringify(answer(event)) };
          } catch (error) {
            const Payload = JSON.stringify({ errorMessage: (error as Error).message });
            return { StatusCode: 200, FunctionError: "Unhandled", Payload };
          }
        },
      } as never,
    },
    more: async (restApi, make) => {
      const made = await make("authorizer:Authorizer", "Own", { restApi, authorizerUri: URI, ...authorizer });
      authorizerId = made.id!;
    },
    routes: [echo("GET /orders/{id}", template, method), echo("GET /menu", template, method)],
  });
  return { ...api, events };
};

const policy = (Effect: string, Resource: string, context: object = { tier: 1, open: true }) => ({
  principalId: "ann",
  policyDocument: { Version: "2012-10-17", Statement: [{ Action: "execute-api:Invoke", Effect, Resource }] },
  context,
});
const token = (authorization: string) => ({ headers: { authorization } });

test("a TOKEN authorizer gets the token and the method, and its context is text", async () => {
  const { send, events, restApi, calls } = await start({}, ({ methodArn }) => policy("Allow", methodArn));
  expect((await send("GET", "/menu", token("Bearer t"))).json()).toEqual({ who: "ann", tier: "1" });
  const methodArn = `arn:aws:execute-api:eu-west-1:000000000000:${restApi}/test/GET/menu`;
  expect(events).toEqual([{ type: "TOKEN", methodArn, authorizationToken: "Bearer t" }]);
  expect(calls[0]?.caller.principal).toMatchObject({
    service: "apigateway.amazonaws.com",
    sourceArn: expect.stringMatching(new RegExp(`:${restApi}/authorizers/`)),
  });
});

test("a REQUEST authorizer gets the request as functions do, but for its body", async () => {
  const identitySource = "method.request.header.X-User, method.request.querystring.shop";
  const { send, events } = await start({ type: "REQUEST", identitySource }, ({ methodArn }) =>
    policy("Allow", methodArn),
  );
  expect((await send("GET", "/orders/7?shop=s1", { headers: { "x-user": "ann" } })).status).toBe(200);
  expect(events).toMatchObject([
    {
      type: "REQUEST",
      methodArn: expect.stringMatching(/test\/GET\/orders\/7$/),
      resource: "/orders/{id}",
      path: "/orders/7",
      httpMethod: "GET",
      headers: { "x-user": "ann" },
      queryStringParameters: { shop: "s1" },
      multiValueQueryStringParameters: { shop: ["s1"] },
      pathParameters: { id: "7" },
      stageVariables: { shop: "main" },
      requestContext: { stage: "test", resourcePath: "/orders/{id}" },
    },
  ]);
  expect(events[0]).not.toHaveProperty("body");
  // Each of them has to be there.
  expect((await send("GET", "/orders/7", { headers: { "x-user": "ann" } })).status).toBe(401);
  expect(events).toHaveLength(1);
});

test("a policy is kept for five minutes by default, by token and for all methods", async () => {
  const { send, events, cloud } = await start({}, ({ methodArn }) => policy("Allow", methodArn));
  expect((await send("GET", "/menu", token("t"))).status).toBe(200);
  // It is the policy for another method, which it does not name.
  const other = await send("GET", "/orders/7", token("t"));
  expect([other.status, other.json()]).toEqual([
    403,
    { Message: "User is not authorized to access this resource" },
  ]);
  expect(events).toHaveLength(1);
  await send("GET", "/menu", token("u"));
  expect(events).toHaveLength(2);
  cloud.clock.advance(299_000);
  await send("GET", "/menu", token("t"));
  expect(events).toHaveLength(2);
  cloud.clock.advance(2_000);
  await send("GET", "/menu", token("t"));
  expect(events).toHaveLength(3);
});

test("with a time of 0 each request asks", async () => {
  const { send, events } = await start({ authorizerResultTtlInSeconds: 0 }, ({ methodArn }) =>
    policy("Allow", methodArn),
  );
  for (let times = 0; times < 2; times++) await send("GET", "/menu", token("t"));
  expect(events).toHaveLength(2);
});

test.each([
  ["no token", {}, () => ({}), 401, { message: "Unauthorized" }, "UnauthorizedException"],
  [
    "a token that the expression does not fit",
    token("bad"),
    () => ({}),
    401,
    { message: "Unauthorized" },
    "UnauthorizedException",
  ],
  [
    "a function that throws Unauthorized",
    token("good"),
    () => {
      throw new Error("Unauthorized");
    },
    401,
    { message: "Unauthorized" },
    "UnauthorizedException",
  ],
  [
    "a function that throws anything else",
    token("good"),
    () => {
      throw new Error("no database");
    },
    500,
    { message: null },
    "AuthorizerConfigurationException",
  ],
  [
    "an answer that is no policy",
    token("good"),
    () => ({ isAuthorized: true }),
    500,
    { message: "Internal server error" },
    "AuthorizerConfigurationException",
  ],
  [
    "a context with an object in it",
    token("good"),
    ({ methodArn }: Event) => policy("Allow", methodArn, { of: {} }),
    500,
    { message: "Internal server error" },
    "AuthorizerConfigurationException",
  ],
  [
    "an explicit deny",
    token("good"),
    ({ methodArn }: Event) => policy("Deny", methodArn),
    403,
    { Message: "User is not authorized to access this resource with an explicit deny" },
    "AccessDeniedException",
  ],
])("%s", async (_, init, answer, status, body, type) => {
  const { send } = await start({ identityValidationExpression: "go+d" }, answer);
  const response = await send("GET", "/menu", init);
  expect([response.status, response.json(), response.headers.get("x-amzn-errortype")]).toEqual([
    status,
    body,
    type,
  ]);
});

test.each([
  [{ authorizerUri: undefined }, "has no authorizerUri"],
  [{ type: "REQUEST", identitySource: "header.x" }, "is not of the form method.request.header"],
  [
    { type: "COGNITO_USER_POOLS", providerArns: ["a"] },
    "does not go with an authorizer of type COGNITO_USER_POOLS",
  ],
])("%j is refused at the start", async (authorizer, message) => {
  await expect(start(authorizer, () => ({}))).rejects.toThrow(message);
});

test("IAM authorization wants a signature, and a role that may invoke the method", async () => {
  const { send, cloud, restApi } = await startApi({
    routes: [
      echo("GET /me", '{"who":"$context.identity.userArn","account":"$context.identity.accountId"}', {
        authorization: "AWS_IAM",
      }),
    ],
  });
  const resource = `arn:aws:execute-api:eu-west-1:000000000000:${restApi}/test/GET/me`;
  cloud.guard({
    missing: (principal, needed) =>
      principal.kind === "role" && principal.arn.endsWith("/Friend") ? undefined : needed[0],
  });
  const as = (name: string): HostContext["signer"] => ({
    principal: { kind: "role", arn: `arn:aws:iam::000000000000:role/${name}` },
    causes: () => [],
    accessKeyId: "ASIA1",
  });
  const unsigned = await send("GET", "/me");
  expect([unsigned.status, unsigned.json()]).toEqual([403, { message: "Missing Authentication Token" }]);
  expect((await send("GET", "/me", { signer: as("Friend") })).json()).toEqual({
    who: "arn:aws:iam::000000000000:role/Friend",
    account: "000000000000",
  });
  const denied = await send("GET", "/me", { signer: as("Stranger") });
  expect([denied.status, denied.json()]).toEqual([
    403,
    {
      Message: `User: arn:aws:iam::000000000000:role/Stranger is not authorized to perform: execute-api:Invoke on resource: ${resource}`,
    },
  ]);
});

test("an authorizer that may not be called is a 500", async () => {
  let authorizerId = "";
  const { send } = await startApi({
    services: {
      lambda: {
        Invoke: () => {
          throw new AwsError("AccessDeniedException", "No.", { status: 403 });
        },
      } as never,
    },
    more: async (restApi, make) => {
      authorizerId = (await make("authorizer:Authorizer", "Own", { restApi, authorizerUri: URI })).id!;
    },
    routes: [
      echo("GET /me", "{}", {
        authorization: "CUSTOM",
        get authorizerId() {
          return authorizerId;
        },
      }),
    ],
  });
  const answer = await send("GET", "/me", token("t"));
  expect([answer.status, answer.json()]).toEqual([500, { message: null }]);
});
