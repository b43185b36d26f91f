import fc from "fast-check";
import type { Attacker, Surroundings } from "./attack.ts";
import { type HttpAttack, sendHttp, summaryOf } from "./http.ts";
import { broken, hostileText, toText } from "./values.ts";

const methods = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("GET", "PUT", "POST") },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "HEAD",
      "PATCH",
      "DELETE",
      "OPTIONS",
      "TRACE",
      "PROPFIND",
      "M-SEARCH",
      "QUERY",
    ),
  },
);

// As ids of orders are: a prefix and a ULID.
const orderIds = fc.oneof(
  { weight: 4, arbitrary: fc.ulid().map((ulid) => `ord-${ulid}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("ord-01J00000000000000000000000", "ord-01J00000000000000000000001"),
  },
);

const segment = (valid: fc.Arbitrary<string>) =>
  fc.oneof(
    { weight: 8, arbitrary: valid },
    { weight: 1, arbitrary: hostileText.map((text) => encodeURIComponent(text.toWellFormed())) },
    { weight: 1, arbitrary: hostileText.map((text) => text.replace(/[^\x21-\x7e]/g, "")) },
    { weight: 1, arbitrary: valid.map((text) => text.replace("-", "%2D")) },
  );

const queries = fc.oneof(
  { weight: 6, arbitrary: fc.constant("") },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "?",
      "?cursor=",
      "?cursor=abc",
      `?cursor=${encodeURIComponent(Buffer.from('{"pk":{"S":"customer#x"},"sk":{"S":"order#y"}}').toString("base64"))}`,
      `?cursor=${"a".repeat(3000)}`,
      "?cursor=a&cursor=b",
      "?status=CONFIRMED",
      "?status=READY&status=x",
      "?status=%00",
      "?%zz=%zz",
      "?__proto__=1&constructor=2",
      `?${"a=b&".repeat(2000)}`,
    ),
  },
  { weight: 1, arbitrary: hostileText.map((text) => `?cursor=${encodeURIComponent(text.toWellFormed())}`) },
);

const headers = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Record<string, string>>({}) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Record<string, string>>(
      { "content-type": "text/plain" },
      { "content-type": "application/json; charset=utf-16" },
      { "content-type": "" },
      { "content-type": "multipart/form-data" },
      { origin: "http://evil.example" },
      { origin: "null" },
      { host: "evil.example" },
      { host: "" },
      { "sec-fetch-site": "cross-site" },
      { authorization: "Bearer" },
      { authorization: "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ." },
      { authorization: "a".repeat(20_000) },
      { "stripe-signature": "t=1,v1=00" },
      { "stripe-signature": "t=never,v1=" },
      { traceparent: "00-zz" },
      { traceparent: 'x"}' },
      { "accept-encoding": "br;q=nonsense" },
      { "if-none-match": "*" },
      { range: "bytes=5-1" },
      { "content-encoding": "gzip" },
      { "transfer-encoding": "gzip" },
      { expect: "100-continue" },
      { upgrade: "websocket", connection: "Upgrade" },
      { upgrade: "h2c", connection: "Upgrade", "http2-settings": "" },
      { cookie: "a=b; ".repeat(1000) },
    ),
  },
  {
    weight: 1,
    arbitrary: hostileText.map((text) => ({
      "x-hostile": text.replace(/[^\x20-\x7e\x80-\uffff]/g, "").slice(0, 9000),
    })),
  },
);

const paths = (target: Surroundings["target"]) => {
  const store = segment(fc.constantFrom(...target.storeIds));
  const order = segment(orderIds);
  return fc.oneof(
    { weight: 14, arbitrary: order.map((id) => `/api/orders/${id}`) },
    { weight: 2, arbitrary: fc.constantFrom("/api/orders", "/api/orders/", "/api/stores", "/api/stores/") },
    { weight: 2, arbitrary: store.map((id) => `/api/stores/${id}/menu`) },
    { weight: 2, arbitrary: store.map((id) => `/api/kitchen/${id}/orders`) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(order, fc.constantFrom("ready", "collected", "cancel", "READY", ""))
        .map(([id, command]) => `/api/orders/${id}/${command}`),
    },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        "/api/webhooks/payments",
        "/api/office/imports",
        "/api/office/disputes",
        "/api/office/audits",
        "/api/office/closings",
      ),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(
          fc.constantFrom("imports", "disputes", "audits"),
          segment(fc.constantFrom("imp-01J00000000000000000000000", "du_1", "x")),
          fc.constantFrom("problems", "answer", ""),
        )
        .map((parts) => `/api/office/${parts.join("/")}`),
    },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        "/",
        "//",
        "///evil.example/",
        "/\\evil.example",
        "*",
        "http://evil.example/",
        "http://[",
        "/%zz",
        "/api/%zz",
        "/api//orders",
        "/api/../orders",
        "/api/%2e%2e/orders",
        "/API/orders",
        "/api",
        "/apix",
        "/api/x",
        "/kitchen",
        "/assets/",
        "/assets/..%2f..%2fpackage.json",
        "/..%5c..%5cpackage.json",
        "/%00",
        "/index.html%00.js",
        `/${"a/".repeat(2000)}`,
        `/${"a".repeat(15_000)}`,
        "/_host/x/",
        "?",
        "#",
      ),
    },
    { weight: 1, arbitrary: hostileText.map((text) => `/${text}`) },
  );
};

const bodies = (target: Surroundings["target"]) => {
  const order = fc.record({
    storeId: fc.constantFrom(...target.storeIds),
    paymentMethodId: fc.constantFrom("pm_card_visa", "pm_card_chargeDeclined"),
    lines: fc.array(
      fc.record({
        sku: fc.constantFrom(...target.skus),
        quantity: fc.integer({ min: 1, max: 3 }),
        unitPriceCents: fc.constantFrom(280, 620),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  });
  return fc.oneof(
    { weight: 8, arbitrary: order.map(toText) },
    { weight: 8, arbitrary: broken(order).map(toText) },
    { weight: 2, arbitrary: broken(fc.record({ fileName: fc.constantFrom("menu.csv", "") })).map(toText) },
    { weight: 2, arbitrary: broken(fc.record({ answer: fc.constantFrom("contest", "accept") })).map(toText) },
    { weight: 1, arbitrary: order.map((value) => `\ufeff${toText(value)}`) },
    { weight: 1, arbitrary: order.map((value) => toText(value).replace("{", '{"storeId":"nowhere",')) },
    { weight: 1, arbitrary: order.map((value) => toText(value).slice(0, -3)) },
    { weight: 1, arbitrary: hostileText },
  );
};

/** Requests to the page and, through it, to the API: as a customer, as staff, as nobody. */
export const pageAttacker = (surroundings: Surroundings): Attacker => {
  const { target, accepted } = surroundings;
  const attack = fc.record({
    method: methods,
    path: paths(target),
    query: queries,
    headers,
    token: fc.option(fc.constantFrom(...target.tokens), { nil: undefined, freq: 5 }),
    body: bodies(target),
  });
  return (seed) => {
    const { method, path, query, headers: extra, token, body } = fc.sample(attack, { seed, numRuns: 1 })[0]!;
    const hasBody = method === "PUT" || method === "POST" || method === "PATCH";
    const http: HttpAttack = {
      url: target.webUrl,
      method,
      path: `${path}${query}`,
      headers: { "content-type": "application/json", ...(token && { authorization: token }), ...extra },
      body: hasBody ? body : undefined,
    };
    return {
      summary: summaryOf(http),
      send: async () => {
        const status = await sendHttp(http, surroundings);
        const orderId = /^\/api\/orders\/([^/?]+)$/.exec(path)?.[1];
        if (status === 202 && orderId && http.headers.authorization === token)
          accepted(decodeURIComponent(orderId), target.tokens.indexOf(token!));
        return status;
      },
    };
  };
};
