import { expect, test } from "vitest";
import { echo, startApi } from "./api.fixture.ts";

const order = {
  type: "object",
  required: ["storeId", "lines"],
  additionalProperties: false,
  properties: {
    storeId: { type: "string", pattern: "^store-[0-9]$" },
    lines: { type: "array", maxItems: 3, items: { type: "object", required: ["sku"] } },
  },
};
const body = { storeId: "store-1", lines: [{ sku: "rye" }] };

/** A route that shows what is stored of a body that passed the model, and one without a model. */
const shop = async () => {
  let validator = "";
  return startApi({
    routes: [
      {
        route: "PUT /orders/{id}",
        method: {
          requestModels: { "application/json": "Order" },
          get requestValidatorId() {
            return validator;
          },
        },
        integration: {
          type: "AWS",
          uri: "arn:aws:apigateway:eu-west-1:states:action/StartExecution",
          credentials: "arn:aws:iam::000000000000:role/Integration",
          passthroughBehavior: "NEVER",
          requestTemplates: { "application/json": "{\"order\":$input.json('$')}" },
        },
      },
      echo("ANY /any/{id}", `{"id":"$input.params('id')","q":"$input.params('constructor')"}`),
      {
        route: "POST /unchecked",
        integration: {
          type: "MOCK",
          requestTemplates: { "application/json": `{"statusCode":200,"a":$input.json('$.a')}` },
        },
      },
    ],
    services: { states: { StartExecution: () => ({}) } },
    more: async (restApi, make) => {
      const schema = JSON.stringify(order);
      await make("model:Model", "OrderModel", {
        restApi,
        name: "Order",
        contentType: "application/json",
        schema,
      });
      const made = await make("requestValidator:RequestValidator", "Body", {
        restApi,
        validateRequestBody: true,
      });
      validator = made.id!;
    },
  });
};
const put = async (text: string, type = "application/json") => {
  const api = await shop();
  const { status } = await api.send("PUT", "/orders/1", { body: text, headers: { "content-type": type } });
  expect(api.cloud.warnings).toEqual([]);
  return { status, stored: api.calls[0]?.input.order };
};
const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;

test.each([
  ["a byte order mark", `\uFEFF${JSON.stringify(body)}`],
  ["half of a list", '{"storeId":"store-1","lines":['],
  ["two values", `${JSON.stringify(body)}{}`],
  ["NaN", '{"storeId":NaN,"lines":[]}'],
  ["a list without end", "[".repeat(100_000)],
  ["a list within lists", nested(100_000)],
  ["a field of lists within lists", `{"storeId":"store-1","lines":[{"sku":${nested(100_000)}}]}`],
  ["a prototype", '{"storeId":"store-1","lines":[],"__proto__":{"admin":true}}'],
  ["a constructor", '{"storeId":"store-1","lines":[],"constructor":1}'],
  ["null", "null"],
  ["a number", "1e400"],
  ["a NUL", "\0"],
])("answers 400 to %s for a body", async (_, text) => {
  await expect(put(text)).resolves.toEqual({ status: 400, stored: undefined });
});

test.each([
  ["text/plain", 415],
  ["application/x-www-form-urlencoded", 415],
  ["application/json, text/plain", 415],
  ["multipart/form-data; boundary=x", 415],
  ["APPLICATION/JSON", 200],
  ["application/json;charset=nonsense", 200],
  [";", 200],
])("takes a body by its type: %s is answered %i", async (type, status) => {
  expect((await put(JSON.stringify(body), type)).status).toBe(status);
});

test("stores the last of two values of a key, which is the one that was checked", async () => {
  await expect(put('{"storeId":"x","storeId":"store-1","lines":[]}')).resolves.toEqual({
    status: 200,
    stored: { storeId: "store-1", lines: [] },
  });
  await expect(put('{"storeId":"store-1","storeId":"x","lines":[]}')).resolves.toMatchObject({ status: 400 });
});

test("says no to a million wrong items as fast as to one", async () => {
  const began = performance.now();
  const items = Array(1_000_000).fill(1).join();

  await expect(put(`{"storeId":"store-1","lines":[${items}]}`)).resolves.toMatchObject({ status: 400 });
  expect(performance.now() - began).toBeLessThan(10_000);
});

test("answers 400 where a template takes for JSON what is none", async () => {
  const api = await shop();
  for (const text of ["{nope", "\uFEFF{}", nested(100_000)]) {
    const headers = { "content-type": "application/json" };
    const answer = await api.send("POST", "/unchecked", { body: text, headers });
    expect(answer.status).toBe(400);
  }
});

test.each(["constructor", "__proto__", "toString", "hasOwnProperty"])(
  "takes a parameter named %s as any other",
  async (name) => {
    const api = await shop();
    const answer = await api.send("GET", `/any/1?${name}=a&${name}=b`, { headers: { [name]: "c" } });

    expect(answer.json()).toEqual({ id: "1", q: name === "constructor" ? "b" : "" });
  },
);

test.each([
  ["/any/%zz", "%zz"],
  ["/any/%", "%"],
  ["/any/%ff", "%ff"],
  ["/any/a%2Fb", "a/b"],
  ["/any/ord%2D1", "ord-1"],
  ["//any//", undefined],
  ["/any//1", undefined],
  [`/any/${"x".repeat(5000)}`, "x".repeat(5000)],
])("finds for %s the parameter %s", async (path, id) => {
  const answer = await (await shop()).send("GET", path);

  expect(id === undefined ? answer.status : answer.json()).toEqual(id === undefined ? 403 : { id, q: "" });
});

test.each([
  ["PROPFIND", 403],
  ["LOCK", 403],
  ["HEAD", 200],
  ["PATCH", 200],
])("ANY is the seven methods of an API: %s is answered %i", async (method, status) => {
  expect((await (await shop()).send(method, "/any/1")).status).toBe(status);
});

test("refuses more than 10,240 bytes of request line and headers", async () => {
  const api = await shop();
  const withHeader = (length: number) =>
    api.send("GET", "/any/1", { headers: { "x-long": "x".repeat(length) } });

  expect((await withHeader(10_000)).status).toBe(200);
  expect((await withHeader(10_240)).status).toBe(431);
  expect((await api.send("GET", `/any/1?q=${"x".repeat(10_240)}`)).status).toBe(431);
});
