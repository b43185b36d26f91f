import { anOrder, type Bakery, type Customer, newOrderId, openBakery, settle } from "@sourdough/test-kit";
import { afterAll, beforeAll, expect, test } from "vitest";

let bakery: Bakery;
let ann: Customer;

beforeAll(async () => {
  bakery = await openBakery();
  ann = await bakery.signUp();
});
afterAll(() => bakery?.stop());

const line = { sku: "butter-croissant", quantity: 1, unitPriceCents: 280 };
const lines = (changes: object) => JSON.stringify({ ...anOrder(), lines: [{ ...line, ...changes }] });

/** The problem that a customer gets who sends `body`. */
const refusal = async (
  body: string,
  {
    path = `/orders/${newOrderId()}`,
    headers = {},
  }: { path?: string; headers?: Record<string, string> } = {},
) => {
  const response = await ann.request("PUT", path, body, headers);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const problem = (await response.json()) as { status: number; code: string; detail: string };
  expect(problem.status).toBe(response.status);
  return `${problem.status} ${problem.code}: ${problem.detail}`;
};

test.each([
  ["no body", "", /^400 invalid_body: .*storeId/],
  ["something that is not JSON", '{"storeId":', /^400 invalid_body: ./],
  ["a list", "[]", /^400 invalid_body: .*(object|type)/],
  ["a field nobody knows", JSON.stringify({ ...anOrder(), gift: true }), /^400 invalid_body: .*gift/],
  ["a field of a line nobody knows", lines({ sliced: true }), /^400 invalid_body: .*sliced/],
  ["no store", JSON.stringify({ ...anOrder(), storeId: undefined }), /^400 invalid_body: .*storeId/],
  ["no pieces", lines({ quantity: 0 }), /^400 invalid_body: .*(minimum|0)/],
  ["less than no pieces", lines({ quantity: -1 }), /^400 invalid_body: .*(minimum|-1)/],
  ["half a piece", lines({ quantity: 0.5 }), /^400 invalid_body: .*integer/],
  ["more than a piece may cost", lines({ unitPriceCents: 20_001 }), /^400 invalid_body: .*(maximum|20000)/],
  ["no lines", JSON.stringify(anOrder({ lines: [] })), /^400 invalid_body: .*lines|array/],
  ["51 lines", JSON.stringify(anOrder({ lines: Array(51).fill(line) })), /^400 invalid_body: .*(50|long)/],
])("refuses %s", async (_, body, said) => {
  await expect(refusal(body)).resolves.toMatch(said);
});

test("refuses a body that is not JSON by its content type", async () => {
  await expect(
    refusal("storeId=store-1", { headers: { "content-type": "application/x-www-form-urlencoded" } }),
  ).resolves.toMatch(/^415 unsupported_media_type: .*application\/json/);
});

test("refuses a body of 11 MB", async () => {
  await expect(refusal(lines({ sku: "x".repeat(11 * 1024 * 1024) }))).resolves.toMatch(
    /^413 too_large: .*10 MB/,
  );
});

test.each([
  ["that is none", "/orders/my-order"],
  ["in small letters", `/orders/${newOrderId().toLowerCase()}`],
  ["that is too long", `/orders/${newOrderId()}0`],
  ["with an end of its own", `/orders/${newOrderId()}%22%7D`],
  ["with another action", `/orders/${newOrderId()}%26Action%3DPurgeQueue`],
])("refuses an order id %s", async (_, path) => {
  await expect(refusal(JSON.stringify(anOrder()), { path })).resolves.toMatch(
    /^400 orders\.malformed_id: .*ULID/,
  );
});

const gotten = async (path: string, who?: Customer) => {
  const response = who ? await who.request("GET", path) : await fetch(`${bakery.outputs.apiUrl}${path}`);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const { status, code } = (await response.json()) as { status: number; code: string };
  expect(status).toBe(response.status);
  return `${status} ${code}`;
};

test.each([
  ["that is none", "my-order"],
  ["that no key of the table could hold", "x".repeat(2000)],
  ["with an end of its own", `${newOrderId()}%22%7D`],
])("finds no order by an id %s", async (_, id) => {
  await expect(gotten(`/orders/${id}`, ann)).resolves.toBe("404 orders.not_found");
  await expect(gotten(`/stores/${id}/menu`)).resolves.toBe("404 inventory.unknown_store");
});

test.each(["garbage", "0", "~", "%22%7D", "%25zz", newOrderId().toLowerCase()])(
  "refuses the cursor %s, which no page came with",
  async (cursor) => {
    const response = await ann.request("GET", `/orders?cursor=${cursor}`);

    expect(response.status).toBe(400);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    await expect(response.json()).resolves.toMatchObject({
      code: "orders.malformed_cursor",
      detail: expect.stringContaining("page before"),
    });
  },
);

const forge = (token: string, change: (claims: Record<string, unknown>) => object) => {
  const [head, claims = "", signature] = token.split(".");
  const changed = change(JSON.parse(Buffer.from(claims, "base64url").toString()));
  return [head, Buffer.from(JSON.stringify(changed)).toString("base64url"), signature].join(".");
};

test("refuses whoever is not signed in", async () => {
  const token = await ann.token();
  const [head, claims] = token.split(".");
  const none = Buffer.from('{"alg":"none"}').toString("base64url");
  for (const authorization of [
    "",
    "Bearer",
    "let me in",
    `${head}.${claims}.`,
    `${none}.${claims}.`,
    forge(token, (own) => ({ ...own, sub: "somebody-else" })),
    forge(token, (own) => ({ ...own, exp: 4_102_444_800 })),
  ])
    for (const method of ["PUT", "GET"]) {
      const body = method === "PUT" ? anOrder() : undefined;
      const response = await ann.request(method, `/orders/${newOrderId()}`, body, { authorization });
      expect(response.status).toBe(401);
      expect(response.headers.get("content-type")).toBe("application/problem+json");
      await expect(response.json()).resolves.toMatchObject({
        status: 401,
        code: "unauthorized",
        detail: expect.stringContaining("ID token"),
      });
    }
});

test("refuses a token that has expired", async () => {
  const authorization = await ann.token();
  await bakery.pass(61 * 60 * 1000);

  await expect(refusal(JSON.stringify(anOrder()), { headers: { authorization } })).resolves.toMatch(
    /^401 \w+: .*(expired|sign)/i,
  );
  await expect(ann.follow(`/orders/${ann.customerId}/*`)).resolves.toBeDefined();
});

test("stores nothing of all this", async () => {
  await settle(bakery);
  const orders = await bakery.items("orders");

  expect(orders.filter(({ entity }) => entity !== "menuItem")).toEqual([]);
  expect(bakery.published.every((event) => event["detail-type"] === "MenuItemChanged")).toBe(true);
  expect(bakery.warnings).toEqual([]);
});

test("shows the menu to anybody, and says what is not there", async () => {
  const { apiUrl } = bakery.outputs;
  const menu = await fetch(`${apiUrl}/stores/store-1/menu`);
  await expect(menu.json()).resolves.toMatchObject({ items: { length: 4 } });
});

test.each(["GET", "PUT", "POST", "PATCH", "DELETE", "OPTIONS"])(
  "says of %s where there is no such route that there is none",
  async (method) => {
    const response = await ann.request(method, `/orders/${newOrderId()}/receipt`);

    expect(response.status).toBe(404);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    await expect(response.json()).resolves.toMatchObject({ status: 404, code: "no_such_route" });
  },
);
