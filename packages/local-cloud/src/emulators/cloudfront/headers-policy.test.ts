import { expect, test } from "vitest";
import { headersPolicy, underPolicy } from "./headers-policy.ts";

const plain = { origin: undefined, isPreflight: false };
const security = headersPolicy.parse({
  securityHeadersConfig: {
    contentTypeOptions: { override: true },
    frameOptions: { frameOption: "DENY", override: false },
    strictTransportSecurity: {
      accessControlMaxAgeSec: 60,
      includeSubdomains: true,
      preload: true,
      override: true,
    },
    xssProtection: { protection: true, modeBlock: true, override: true },
  },
  customHeadersConfig: { items: [{ header: "X-Shop", value: "open", override: false }] },
  removeHeadersConfig: { items: [{ header: "X-Powered-By" }, { header: "X-Shop" }] },
});

test("removes first, then adds, and overrides only where it says so", () => {
  const headers = {
    "x-powered-by": ["a"],
    "x-shop": ["closed"],
    "x-frame-options": ["SAMEORIGIN"],
    "x-content-type-options": ["none"],
  };
  expect(underPolicy(security, plain, headers)).toEqual({
    "x-shop": ["open"],
    "x-frame-options": ["SAMEORIGIN"],
    "x-content-type-options": ["nosniff"],
    "strict-transport-security": ["max-age=60; includeSubDomains; preload"],
    "x-xss-protection": ["1; mode=block"],
  });
});

const cors = headersPolicy.parse({
  corsConfig: {
    accessControlAllowCredentials: true,
    accessControlAllowHeaders: { items: ["x-a"] },
    accessControlAllowMethods: { items: ["ALL"] },
    accessControlAllowOrigins: { items: ["https://*.example.org", "http://one.example"] },
    accessControlExposeHeaders: { items: ["etag"] },
    accessControlMaxAgeSec: 5,
    originOverride: true,
  },
});

test.each([
  ["https://a.example.org", true],
  ["http://one.example", true],
  ["http://a.example.org", false],
  ["https://example.org", false],
  ["https://evilexample.org", false],
])("%s is let in: %s", (origin, isLetIn) => {
  const headers = underPolicy(cors, { origin, isPreflight: false }, {});
  expect(headers["access-control-allow-origin"]).toEqual(isLetIn ? [origin] : undefined);
});

test("answers a preflight with what is asked there, and any other request with what may be read", () => {
  const origin = "http://one.example";
  expect(underPolicy(cors, { origin, isPreflight: true }, {})).toEqual({
    "access-control-allow-origin": [origin],
    "access-control-allow-credentials": ["true"],
    "access-control-allow-headers": ["x-a"],
    "access-control-allow-methods": ["GET, DELETE, HEAD, OPTIONS, PATCH, POST, PUT"],
    "access-control-max-age": ["5"],
  });
  expect(underPolicy(cors, { origin, isPreflight: false }, {})["access-control-expose-headers"]).toEqual([
    "etag",
  ]);
  expect(underPolicy(cors, plain, {})).toEqual({});
});

test("refuses what no policy may say", () => {
  for (const refused of [
    { removeHeadersConfig: { items: [{ header: "Via" }] } },
    {
      securityHeadersConfig: {
        contentSecurityPolicy: { contentSecurityPolicy: "a".repeat(1784), override: true },
      },
    },
    { serverTimingHeadersConfig: { enabled: true, samplingRate: 1 } },
    { other: 1 },
  ])
    expect(headersPolicy.safeParse(refused).success).toBe(false);
});
