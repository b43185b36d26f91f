import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway } from "../testing/fake-cloud.ts";
import { rawRequest, sendRaw, statusOf } from "../testing/raw.ts";

const page = "http://localhost:3000";
const named = "https://shop.example";
const host = "abc123.lambda-url.eu-west-1.on.aws";
let local: Awaited<ReturnType<typeof startTestGateway>>;
const called: string[] = [];

beforeAll(async () => {
  local = await startTestGateway();
  const operations = {
    SignUp: () => called.push("SignUp"),
    AdminDeleteUser: () => called.push("AdminDeleteUser"),
    ListTables: () => called.push("ListTables"),
  };
  for (const service of ["cognito-idp", "dynamodb"])
    local.cloud.add({
      service,
      operations,
      unsigned: service === "cognito-idp" ? new Set(["SignUp"]) : undefined,
    });
  local.cloud.serve({
    host,
    fetch: () => Response.json({ called: called.push("host") }),
    admits: (origin) => origin === named,
    upgrade: (_, socket) => socket.end("HTTP/1.1 101 Switching Protocols\r\n\r\n"),
  });
  local.cloud.serve({
    host: "cognito-idp.eu-west-1.amazonaws.com",
    issuesTokens: true,
    fetch: () => Response.json({ keys: [] }),
  });
});
afterAll(() => local.stop());

const target = (operation: string) => ({ "x-amz-target": `AWSCognitoIdentityProviderService.${operation}` });
const signed = {
  authorization: "AWS4-HMAC-SHA256 Credential=any/20260101/eu-west-1/dynamodb/aws4_request, Signature=0",
  "x-amz-target": "DynamoDB_20120810.ListTables",
};
const preflight = {
  "access-control-request-method": "POST",
  "access-control-request-headers": "x-amz-target",
};
const crossSite = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" };
const link = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
const upgrade = { connection: "upgrade", upgrade: "websocket" };
const own = () => local.gateway.endpoint;

type Headers = Record<string, string> | (() => Record<string, string>);
const table: readonly (readonly [
  what: string,
  line: string,
  headers: Headers,
  status: number,
  runs: number,
])[] = [
  ["a program, with a signature", "POST /", signed, 200, 1],
  ["a program, at localhost", "POST /", { ...signed, host: "localhost:4566" }, 200, 1],
  ["a program, with a prefix before the host", "POST /", { ...signed, host: "sync-127.0.0.1:4566" }, 200, 1],
  ["a program, at a virtual host", "GET /x", { host }, 200, 1],
  ["a program, at a host nobody knows", "POST /", { ...signed, host: "dynamodb.evil.example" }, 403, 0],
  ["a program, by the absolute form of such a host", "POST http://evil.example/", signed, 403, 0],
  ["the page signing up", "POST /", { ...target("SignUp"), origin: page }, 200, 1],
  ["the page before that", "OPTIONS /", { ...preflight, origin: page }, 204, 0],
  ["the page, with a signature", "POST /", { ...signed, origin: page }, 403, 0],
  ["the page, for an administrator", "POST /", { ...target("AdminDeleteUser"), origin: page }, 403, 0],
  ["the page, for what is no operation", "POST /", { ...target("toString"), origin: page }, 403, 0],
  ["another site signing up", "POST /", { ...target("SignUp"), origin: "http://evil.example" }, 403, 0],
  ["another site before that", "OPTIONS /", { ...preflight, origin: "http://evil.example" }, 403, 0],
  ["another site, with a signature", "POST /", { ...signed, origin: "http://evil.example" }, 403, 0],
  ["another port", "POST /", { ...target("SignUp"), origin: "http://localhost:3001" }, 403, 0],
  ["a page without origin", "POST /", { ...target("SignUp"), origin: "null" }, 403, 0],
  ["another site, with no more than the browser's mark", "POST /", { ...signed, ...crossSite }, 403, 0],
  ["a link to the AWS API", "GET /?Action=ListTables", { ...signed, ...link }, 403, 0],
  ["a page of the endpoint, with a signature", "POST /", () => ({ ...signed, origin: own() }), 403, 0],
  ["the page, to a virtual host", `POST /_host/${host}/x`, { origin: page }, 200, 1],
  [
    "a page of the endpoint, to a virtual host",
    `GET /_host/${host}/x`,
    () => ({ host: new URL(own()).host, origin: own() }),
    200,
    1,
  ],
  ["a page that the virtual host names", `POST /_host/${host}/x`, { origin: named }, 200, 1],
  ["another site, to a virtual host", `POST /_host/${host}/x`, { origin: "http://evil.example" }, 403, 0],
  ["an image of a virtual host elsewhere", `GET /_host/${host}/x`, crossSite, 403, 0],
  ["a link to a virtual host", `GET /_host/${host}/x`, link, 200, 1],
  ["a form to a virtual host", `POST /_host/${host}/x`, { ...link, origin: "http://evil.example" }, 403, 0],
  ["a program, for a key set", "GET /pool/.well-known/jwks.json", {}, 200, 0],
  ["the page, for a key set", "GET /pool/.well-known/jwks.json", { origin: page }, 200, 0],
  [
    "another site, for a key set",
    "GET /pool/.well-known/jwks.json",
    { origin: "http://evil.example" },
    403,
    0,
  ],
  ["a socket of the page", `GET /_host/${host}/x`, { ...upgrade, origin: page }, 101, 0],
  ["a socket of a program", `GET /_host/${host}/x`, upgrade, 101, 0],
  ["a socket of another site", `GET /_host/${host}/x`, { ...upgrade, origin: "http://evil.example" }, 403, 0],
  ["a socket that nobody takes", "GET /x", upgrade, 404, 0],
  [
    "an offer of HTTP/2 that nobody takes",
    "POST /",
    { ...signed, connection: "upgrade, close", upgrade: "h2c" },
    200,
    1,
  ],
];

test.each(table)("%s", async (_what, line, headers, status, runs) => {
  called.length = 0;
  const given = typeof headers === "function" ? headers() : headers;
  const answer = await sendRaw(
    local.gateway.port,
    rawRequest(`${line} HTTP/1.1`, { "content-length": "0", ...given }),
  );
  expect(statusOf(answer)).toBe(status);
  expect(called.length).toBe(runs);
  expect(answer).not.toMatch(/access-control-allow-origin: \*/i);
});

test("only the page that asks may read, and sees what it may send", async () => {
  const answer = await sendRaw(
    local.gateway.port,
    rawRequest("OPTIONS / HTTP/1.1", { ...preflight, origin: page }),
  );
  expect(answer).toContain(`access-control-allow-origin: ${page}\r\n`);
  expect(answer).toContain("access-control-allow-headers: x-amz-target\r\n");
  expect(answer).toContain("vary: origin\r\n");
});
