import { expect, test } from "vitest";
import { provision } from "../../testing/provision.ts";
import { createCognitoEmulator } from "../cognito/emulator.ts";
import { echo, startApi } from "./api.fixture.ts";

const order = {
  $schema: "http://json-schema.org/draft-04/schema#",
  type: "object",
  required: ["storeId", "lines"],
  additionalProperties: false,
  properties: {
    storeId: { type: "string", enum: ["store-1", "store-2"] },
    lines: {
      type: "array",
      minItems: 1,
      maxItems: 2,
      items: {
        type: "object",
        required: ["sku", "quantity"],
        additionalProperties: false,
        properties: {
          sku: { type: "string", pattern: "^[a-z-]+$" },
          // Draft 4: exclusiveMinimum is a flag.
          quantity: { type: "integer", minimum: 0, exclusiveMinimum: true },
        },
      },
    },
  },
};
const line = { sku: "croissant", quantity: 3 };

const validated = async (gatewayResponses: Record<string, unknown>[] = []) => {
  let validator = "";
  return startApi({
    routes: [
      {
        ...echo("PUT /orders/{id}", "{}"),
        method: {
          requestModels: { "application/json": "Order" },
          requestParameters: {
            "method.request.querystring.from": true,
            "method.request.header.X-Shop": true,
            "method.request.querystring.cursor": false,
          },
          get requestValidatorId() {
            return validator;
          },
        },
        integration: {
          type: "MOCK",
          passthroughBehavior: "NEVER",
          requestTemplates: { "application/json": '{"statusCode": 200}' },
        },
      },
    ],
    more: async (restApi, make) => {
      await make("model:Model", "OrderModel", {
        restApi,
        name: "Order",
        contentType: "application/json",
        schema: JSON.stringify(order),
      });
      for (const response of gatewayResponses)
        await make("response:Response", "Custom", { restApiId: restApi, ...response });
      const { id } = await make("requestValidator:RequestValidator", "All", {
        restApi,
        validateRequestBody: true,
        validateRequestParameters: true,
      });
      validator = id!;
    },
  });
};
const put = (
  api: Awaited<ReturnType<typeof validated>>,
  body: unknown,
  headers: Record<string, string> = {},
) =>
  api.send("PUT", "/orders/1?from=page", {
    body: typeof body === "string" ? body : JSON.stringify(body),
    headers: { "content-type": "application/json", "x-shop": "main", ...headers },
  });

test("lets a request pass that fits the model and has all parameters", async () => {
  const api = await validated();
  expect((await put(api, { storeId: "store-1", lines: [line] })).status).toBe(200);
  expect(
    (
      await put(
        api,
        { storeId: "store-1", lines: [line] },
        { "content-type": "application/json; charset=utf-8" },
      )
    ).status,
  ).toBe(200);
});

test.each([
  ["what is no JSON", "{nope", "Unable to parse the body as JSON"],
  ["no body", "", 'object has missing required properties (["storeId","lines"])'],
  ["an unknown field", { storeId: "store-1", lines: [line], tip: 1 }, 'not allowed by the schema: ["tip"]'],
  ["another store", { storeId: "store-9", lines: [line] }, 'instance value ("store-9") not found in enum'],
  [
    "quantity zero",
    { storeId: "store-1", lines: [{ ...line, quantity: 0 }] },
    "required minimum (minimum: 0, found: 0)",
  ],
  ["a fraction", { storeId: "store-1", lines: [{ ...line, quantity: 1.5 }] }, '(allowed: ["integer"])'],
  ["no lines", { storeId: "store-1", lines: [] }, "array is too short: must have at least 1 elements"],
  [
    "too many lines",
    { storeId: "store-1", lines: [line, line, line] },
    "at most 2 elements but instance has 3",
  ],
  ["a bad sku", { storeId: "store-1", lines: [{ ...line, sku: "A1" }] }, 'does not match input string "A1"'],
])("rejects %s and says so where the API asks for the detail", async (_, body, detail) => {
  const plain = await put(await validated(), body);
  expect([plain.status, plain.json()]).toEqual([400, { message: "Invalid request body" }]);
  const custom = await put(
    await validated([
      {
        responseType: "BAD_REQUEST_BODY",
        statusCode: "422",
        responseParameters: {
          "gatewayresponse.header.Content-Type": "'application/problem+json'",
          "gatewayresponse.header.X-Id": "context.requestId",
        },
        responseTemplates: {
          "application/json":
            '{"title":$context.error.messageString,"detail":"$context.error.validationErrorString"}',
        },
      },
    ]),
    body,
  );
  expect(custom.status).toBe(422);
  expect(custom.headers.get("content-type")).toBe("application/problem+json");
  expect(custom.headers.get("x-id")).toBe(custom.headers.get("x-amzn-requestid"));
  expect(custom.json()).toEqual({ title: "Invalid request body", detail: expect.stringContaining(detail) });
});

test("names missing and blank parameters", async () => {
  const api = await validated();
  const answer = await api.send("PUT", "/orders/1?from=%20", { body: "{}" });
  expect([answer.status, answer.json()]).toEqual([
    400,
    { message: "Missing required request parameters: [from, X-Shop]" },
  ]);
});

test("does not check a body without a model, and refuses it where no template takes it", async () => {
  const answer = await put(await validated(), "<order/>", { "content-type": "text/xml" });
  expect([answer.status, answer.json()]).toEqual([415, { message: "Unsupported Media Type" }]);
});

test("falls back to the DEFAULT_4XX response, as SST declares for CORS", async () => {
  const api = await validated([
    {
      responseType: "DEFAULT_4XX",
      responseParameters: { "gatewayresponse.header.Access-Control-Allow-Origin": "'*'" },
      responseTemplates: { "application/json": '{"message":$context.error.messageString}' },
    },
  ]);
  const answer = await api.send("GET", "/none");
  expect([answer.status, answer.json()]).toEqual([403, { message: "Missing Authentication Token" }]);
  expect(answer.headers.get("access-control-allow-origin")).toBe("*");
});

const guarded = async (method: Record<string, unknown> = {}) => {
  let authorizerId = "";
  let tokens = { id: "", access: "", clientId: "" };
  const api = await startApi({
    setUp: async (cloud) => {
      const cognito = createCognitoEmulator(cloud);
      const make = (type: string, name: string, inputs: Record<string, unknown>) =>
        provision(cloud, cognito, `aws:cognito/${type}`, name, inputs);
      const pool = await make("userPool:UserPool", "Pool", {});
      const client = await make("userPoolClient:UserPoolClient", "Client", {
        userPoolId: pool.id,
        explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
      });
      await make("userGroup:UserGroup", "a", { userPoolId: pool.id, name: "staff" });
      await make("user:User", "Ann", {
        userPoolId: pool.id,
        username: "ann",
        password: "Croissant-1",
        attributes: { email: "ann@example.com" },
      });
      await make("userInGroup:UserInGroup", "ann", {
        userPoolId: pool.id,
        groupName: "staff",
        username: "ann",
      });
      cloud.add(cognito);
      const { AuthenticationResult } = await cloud.call(
        "cognito-idp",
        "InitiateAuth",
        {
          ClientId: client.id,
          AuthFlow: "USER_PASSWORD_AUTH",
          AuthParameters: { USERNAME: "ann", PASSWORD: "Croissant-1" },
        },
        { principal: { kind: "root" }, causes: [] },
      );
      tokens = {
        id: AuthenticationResult!.IdToken!,
        access: AuthenticationResult!.AccessToken!,
        clientId: pool.arn!,
      };
    },
    more: async (restApi, make) => {
      const { id } = await make("authorizer:Authorizer", "Customers", {
        restApi,
        name: "customers",
        type: "COGNITO_USER_POOLS",
        providerArns: [tokens.clientId],
      });
      authorizerId = id!;
    },
    routes: [
      {
        ...echo(
          "GET /me",
          `{"sub":"$context.authorizer.claims.sub","name":"$context.authorizer.claims['cognito:username']","groups":"$context.authorizer.claims.get('cognito:groups')","exp":"$context.authorizer.claims.exp"}`,
        ),
        method: {
          authorization: "COGNITO_USER_POOLS",
          get authorizerId() {
            return authorizerId;
          },
          ...method,
        },
      },
    ],
  });
  const get = (authorization?: string) =>
    api.send("GET", "/me", { headers: authorization ? { authorization } : {} });
  return { ...api, get, tokens };
};

test("lets a customer pass with an ID token and shows its claims as text", async () => {
  const { get, tokens } = await guarded();
  for (const value of [tokens.id, `Bearer ${tokens.id}`]) {
    const answer = await get(value);
    expect(answer.json()).toEqual({
      sub: expect.stringMatching(/^[0-9a-f-]{36}$/),
      name: "ann",
      groups: "staff",
      exp: expect.stringMatching(/^[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d UTC \d{4}$/),
    });
  }
});

test("refuses missing, forged, misused and expired tokens", async () => {
  const { cloud, get, tokens } = await guarded();
  const unauthorized = [401, { message: "Unauthorized" }];
  for (const value of [undefined, "nonsense", `${tokens.id.slice(0, -8)}AAAAAAAA`, tokens.access]) {
    const answer = await get(value);
    expect([answer.status, answer.json()]).toEqual(unauthorized);
    expect(answer.headers.get("x-amzn-errortype")).toBe("UnauthorizedException");
  }
  expect((await get(tokens.id)).status).toBe(200);
  cloud.clock.advance(3_600_000);
  const expired = await get(tokens.id);
  expect([expired.status, expired.json()]).toEqual([401, { message: "The incoming token has expired" }]);
});

test("takes an access token with one of the scopes where a method has scopes", async () => {
  const allowed = await guarded({ authorizationScopes: ["aws.cognito.signin.user.admin", "other"] });
  expect((await allowed.get(allowed.tokens.access)).status).toBe(200);
  expect((await allowed.get(allowed.tokens.id)).status).toBe(401);
  const other = await guarded({ authorizationScopes: ["other"] });
  expect((await other.get(other.tokens.access)).status).toBe(401);
});
