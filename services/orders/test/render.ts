import { compileTemplate, inputVariable, utilVariable } from "@sourdough/test-kit/emulators";

export const orderId = "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A";
export const requestId = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef";

interface Request {
  body?: unknown;
  path?: Record<string, string>;
  querystring?: Record<string, string>;
  header?: Record<string, string>;
  claims?: Record<string, string>;
  /** Of the request, as the client wrote it. */
  url?: string;
}

/** What a mapping template makes of a request by Ada, or of a service's answer to her. */
export const render = (
  template: string,
  { body, path = {}, querystring = {}, header = {}, claims = {}, url }: Request,
) => {
  const context = {
    requestId,
    requestTimeEpoch: 1_763_883_000_000,
    path: url ?? `/local/orders/${path.orderId}`,
    authorizer: { claims: { sub: "ada", email: "ada@example.com", ...claims } },
    responseOverride: { header: {} as Record<string, string>, status: undefined as number | undefined },
  };
  const input = inputVariable(body === undefined ? "" : JSON.stringify(body), { path, querystring, header });
  const text = compileTemplate(template).render({ input, context, util: utilVariable });
  return { text, override: context.responseOverride };
};

/** An order as DynamoDB answers with it, and as the API shows it. */
export const orderItem = {
  orderId: { S: orderId },
  customerId: { S: "ada" },
  email: { S: "ada@example.com" },
  storeId: { S: "store-1" },
  status: { S: "CONFIRMED" },
  sequence: { N: "2" },
  lines: {
    L: [
      { M: { sku: { S: "butter-croissant" }, quantity: { N: "3" }, unitPriceCents: { N: "280" } } },
      { M: { sku: { S: "country-loaf" }, quantity: { N: "1" }, unitPriceCents: { N: "620" } } },
    ],
  },
  totalCents: { N: "1460" },
  currency: { S: "EUR" },
  placedAt: { S: "2026-11-23T07:30:00.000Z" },
  updatedAt: { S: "2026-11-23T07:30:00.090Z" },
};
export const orderView = {
  orderId,
  customerId: "ada",
  storeId: "store-1",
  status: "CONFIRMED",
  sequence: 2,
  lines: [
    { sku: "butter-croissant", quantity: 3, unitPriceCents: 280 },
    { sku: "country-loaf", quantity: 1, unitPriceCents: 620 },
  ],
  totalCents: 1460,
  currency: "EUR",
  placedAt: "2026-11-23T07:30:00.000Z",
  updatedAt: "2026-11-23T07:30:00.090Z",
};
