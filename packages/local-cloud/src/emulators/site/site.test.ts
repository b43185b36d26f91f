import { mkdir, mkdtemp, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Component, Resource } from "../../core/resource-graph.ts";
import { createTestCloud, type TestCloud } from "../../testing/fake-cloud.ts";
import { rawRequest, sendRaw, statusOf } from "../../testing/raw.ts";
import { createKeyValueStoreEmulator } from "../cloudfront/key-value-store/emulator.ts";
import { createSiteEmulator, type SiteAddresses, type SiteEmulator } from "./emulator.ts";
import { routingCode } from "./site.fixture.ts";

const api = "abc123.execute-api.eu-west-1.amazonaws.com";
const devServer = "http://localhost:5173";
let cloud: TestCloud;
let site: SiteEmulator;
let addresses: SiteAddresses;
let requests: Request[] = [];

const resource = (type: string, parent: string, inputs: object, outputs: object = {}): Resource => ({
  type,
  name: `${parent}-${type}`,
  urn: `${parent}-${type}`,
  id: "id",
  parent,
  inputs: inputs as Record<string, unknown>,
  outputs: outputs as Record<string, unknown>,
});
const component = (type: string, name: string, parent?: string): Component => ({
  type: `sst:aws:${type}`,
  name,
  urn: name,
  parent,
});
const associated = (name: string) => ({
  targetOriginId: "default",
  allowedMethods: ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"],
  functionAssociations: [{ eventType: "viewer-request", functionArn: `function-of-${name}` }],
});
const distribution = (name: string, inputs: object = {}) =>
  resource(
    "aws:cloudfront/distribution:Distribution",
    `${name}Cdn`,
    {
      origins: [{ originId: "default", domainName: "placeholder.sst.dev" }],
      defaultCacheBehavior: associated(name),
      ...inputs,
    },
    { domainName: `${name.toLowerCase()}.cloudfront.net`, arn: `arn-of-${name}` },
  );
const edge = (name: string, code: string) => [
  resource("aws:cloudfront/keyValueStore:KeyValueStore", name, {}, { arn: `store/of-${name}` }),
  resource(
    "aws:cloudfront/function:Function",
    name,
    { code, runtime: "cloudfront-js-2.0", keyValueStoreAssociations: [`store/of-${name}`] },
    { arn: `function-of-${name}` },
  ),
];
const keys = (parent: string, inputs: object) => resource("pulumi-nodejs:dynamic:Resource", parent, inputs);
const entry = (value: string) =>
  keys("Web", { store: "store/of-Web", namespace: "web", key: "routes", entry: value });
const metadata = (parent: string, namespace: string, value: object, store = "Web") =>
  keys(parent, { store: `store/of-${store}`, namespace, entries: { metadata: JSON.stringify(value) } });
const s3 = (name: string, dir = "") => ({ domain: `${name}.s3.eu-west-1.amazonaws.com`, dir, routes: [] });
const url = { host: api, rewrite: { regex: "^/api/?(.*)$", to: "/local/$1" } };

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "site-"));
  await mkdir(join(folder, "public/assets"), { recursive: true });
  await writeFile(join(folder, "secret.txt"), "secret");
  await writeFile(join(folder, "public/index.html"), "<h1>shop</h1>");
  await writeFile(join(folder, "public/404.html"), "<h1>gone</h1>");
  await writeFile(join(folder, "public/assets/app-0a1b2c3d.js"), "1");
  await writeFile(join(folder, "public/ünï côde.txt"), "text");
  await symlink(join(folder, "secret.txt"), join(folder, "public/link.txt"));
  await symlink(folder, join(folder, "public/up"));
  const files = (prefix: string) => ({
    files: [
      { source: join(folder, "public/assets/app-0a1b2c3d.js"), key: `${prefix}assets/app-0a1b2c3d.js` },
    ],
  });
  cloud = createTestCloud();
  const resources = [
    ...edge("Web", routingCode("web:routes", "shop")),
    ...edge("Plain", routingCode(undefined, "plain")),
    ...edge("Docs", routingCode(undefined, "docs")),
    distribution("Web"),
    distribution("Plain"),
    distribution("Docs", { customErrorResponses: [{ errorCode: 404, responsePagePath: "/404.html" }] }),
    entry("site,shop,,"),
    entry("url,rest,,/api"),
    metadata("Shop", "shop", { custom404: "/index.html", s3: s3("shop") }),
    metadata("WebRoute", "rest", url),
    metadata("Plain", "plain", { custom404: "/index.html", s3: s3("plain", "/static") }, "Plain"),
    metadata("Docs", "docs", { errorResponseCode: 404, s3: s3("docs") }, "Docs"),
    keys("Shop", files("")),
    keys("Plain", files("static/")),
    keys("Docs", files("")),
  ];
  const components = [
    component("StaticSite", "Plain"),
    component("CDN", "PlainCdn", "Plain"),
    component("StaticSite", "Docs"),
    component("CDN", "DocsCdn", "Docs"),
    component("Router", "Web"),
    component("CDN", "WebCdn", "Web"),
    component("StaticSite", "Shop"),
  ];
  Object.assign(cloud, { graph: { ...cloud.graph, resources, components } });
  cloud.serve({
    host: api,
    fetch: (request) => {
      requests.push(request);
      const headers = new Headers([
        ["set-cookie", "a=1; Path=/, x"],
        ["set-cookie", "b=2"],
        ["x-many", "1"],
        ["x-many", "2"],
      ]);
      return new Response("api", { status: 201, headers });
    },
  });
  const stores = createKeyValueStoreEmulator(cloud);
  site = createSiteEmulator(cloud, { allowed: new Set([devServer]) });
  addresses = await site.listen(0);
  for (const each of resources) await { ...stores.provision, ...site.provision }[each.type]?.(each);
  await site.start?.();
});
afterAll(() => site.stop?.());

const ask = (line: string, headers: Record<string, string> = {}, address = addresses.webUrl) =>
  sendRaw(Number(new URL(address).port), rawRequest(`${line} HTTP/1.1`, headers));
const get = async (path: string, address?: string) =>
  (await ask(`GET ${path}`, {}, address)).split("\r\n\r\n");

test.each([
  ["GET /", 200, "<h1>shop</h1>"],
  ["GET //", 200, "<h1>shop</h1>"],
  ["GET /orders/ord-1", 200, "<h1>shop</h1>"],
  ["GET /?q=%zz", 200, "<h1>shop</h1>"],
  ["GET /assets/app-0a1b2c3d.js", 200, "1"],
  ["GET /%C3%BCn%C3%AF%20c%C3%B4de.txt", 200, "text"],
  ["HEAD /", 200, ""],
  ["HEAD /assets/app-0a1b2c3d.js", 200, ""],
  // What has no file is the page's own business, as SST's function decides: only below a folder of the site it is missing.
  ["GET /missing.js", 200, "<h1>shop</h1>"],
  ["GET /link.txt", 200, "<h1>shop</h1>"],
  ["GET /up/secret.txt", 200, "<h1>shop</h1>"],
  ["GET /../secret.txt", 200, "<h1>shop</h1>"],
  ["GET /%2e%2e/secret.txt", 200, "<h1>shop</h1>"],
  ["GET /..%2fsecret.txt", 200, "<h1>shop</h1>"],
  ["GET /assets/..%2f..%2fsecret.txt", 404, "Not Found"],
  ["GET /assets/missing.js", 404, "Not Found"],
  ["GET /..%5csecret.txt", 200, "<h1>shop</h1>"],
  ["GET /..\\secret.txt", 200, "<h1>shop</h1>"],
  [`GET /${"a/".repeat(4000)}x.js`, 200, "<h1>shop</h1>"],
  [`GET /assets/${"a".repeat(5000)}.js`, 404, "Not Found"],
])("%s is answered with %i", async (line, status, body) => {
  const answer = await ask(line);
  expect(statusOf(answer)).toBe(status);
  expect(answer.split("\r\n\r\n")[1]).toBe(body);
});

test("answers a part of a file, and nothing of one that is known", async () => {
  const path = "GET /assets/app-0a1b2c3d.js";
  const [, etag = ""] = /etag: (\S+)/.exec(await ask(path)) ?? [];
  expect(statusOf(await ask(path, { "if-none-match": etag }))).toBe(304);
  expect(statusOf(await ask(path, { "if-none-match": '"other"' }))).toBe(200);
  const part = await ask("GET /", { range: "bytes=-5" });
  expect(statusOf(part)).toBe(206);
  expect(part).toMatch(/content-range: bytes 8-12\/13\r\n[\s\S]*<\/h1>$/);
  expect(statusOf(await ask("GET /", { range: "bytes=99-" }))).toBe(416);
});

test.each(["/%zz", "/api/%zz", "/%ff", "/a%00b", "/%E0%A4%A"])("%s is a bad request", async (path) => {
  expect(statusOf(await ask(`GET ${path}`))).toBe(400);
  expect(requests).toEqual([]);
});

test.each(["PUT /", "POST /orders", "DELETE /index.html", "OPTIONS /", "PATCH /x"])(
  "%s is no method of a page",
  async (line) => {
    const answer = await ask(line, { "content-length": "0" });
    expect(statusOf(answer)).toBe(405);
    expect(answer).toContain("allow: GET, HEAD\r\n");
  },
);

test.each([
  ["/api", "/local/"],
  ["/api/", "/local/"],
  ["/api/x?y=1", "/local/x?y=1"],
])("%s goes to the API, whatever the method", async (path, sent) => {
  for (const method of ["GET", "PUT", "DELETE", "OPTIONS"]) {
    requests = [];
    expect(statusOf(await ask(`${method} ${path}`, { "content-length": "0" }))).toBe(201);
    expect(requests.map((request) => [request.method, request.url])).toEqual([
      [method, `https://${api}${sent}`],
    ]);
  }
  expect(statusOf(await ask("GET /apiary"))).toBe(200);
});

test("a long query reaches the API, and a URL beyond 8,192 bytes nobody", async () => {
  requests = [];
  expect(statusOf(await ask(`GET /api/x?${"a=b&".repeat(1_900)}`))).toBe(201);
  expect(requests).toHaveLength(1);
  expect(statusOf(await ask(`GET /api/x?${"a=b&".repeat(2_100)}`))).toBe(413);
  expect(requests).toHaveLength(1);
});

test("keeps every value of a header, on the way there and back", async () => {
  requests = [];
  const answer = await ask("GET /api/x", { cookie: "a=1", "x-many": "1\r\nx-many: 2" });
  expect(requests[0]!.headers.get("x-many")).toBe("1, 2");
  expect(requests[0]!.headers.get("cookie")).toBe("a=1");
  expect(answer).toContain("set-cookie: a=1; Path=/, x\r\nset-cookie: b=2\r\n");
  expect(answer).toContain("x-many: 1, 2\r\n");
});

test.each([
  ["its own page", { host: "localhost", origin: "http://localhost" }, 201],
  ["a development server that was allowed", { origin: devServer }, 201],
  ["another site", { origin: "http://evil.example" }, 403],
  ["another port", { origin: "http://127.0.0.1:1" }, 403],
  ["another name for this machine", { host: "evil.example" }, 403],
])("the API is there for %s: %o", async (_, headers, status) => {
  expect(statusOf(await ask("POST /api/x", { "content-length": "0", ...headers }))).toBe(status);
});

test("a site without a router has an address of its own", async () => {
  expect(Object.keys(addresses.byName)).toEqual(["Web", "Plain", "Docs"]);
  expect(addresses.byName.Web).toBe(addresses.webUrl);
  expect(addresses.byDomain["plain.cloudfront.net"]).toBe(addresses.byName.Plain);
  expect((await get("/", addresses.byName.Plain))[1]).toBe("<h1>shop</h1>");
  expect((await get("/api/x", addresses.byName.Plain))[1]).toBe("<h1>shop</h1>");
  const [head, body] = await get("/nowhere", addresses.byName.Docs);
  expect([statusOf(head!), body]).toEqual([404, "<h1>gone</h1>"]);
});
