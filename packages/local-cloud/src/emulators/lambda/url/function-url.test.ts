import { afterAll, beforeAll, expect, test } from "vitest";
import { type Deployment, deploy } from "../fixtures/deploy.ts";

let lambda: Deployment;
let base: string;

beforeAll(async () => {
  lambda = await deploy({ watch: false });
  await lambda.add("web");
  const { functionUrl } = await lambda.provision("aws:lambda/functionUrl:FunctionUrl", "Url", {
    functionName: "web",
    authorizationType: "NONE",
    cors: { allowOrigins: ["https://shop.example"], allowMethods: ["*"], allowHeaders: ["*"] },
  });
  base = `${lambda.cloud.endpoint}/_host/${new URL(functionUrl!).host}`;
  await lambda.emulator.start?.();
});
afterAll(() => lambda.stop());

test("serves HTTP in payload format 2.0", async () => {
  const response = await fetch(`${base}/menu/bread?size=1&size=2`, {
    method: "POST",
    headers: { "content-type": "application/json", cookie: "a=1; b=2", origin: "https://shop.example" },
    body: '{"n":1}',
  });
  expect(response.status).toBe(201);
  expect(response.headers.get("x-kind")).toBe("bread");
  expect(response.headers.getSetCookie()).toEqual(["session=1"]);
  expect(response.headers.get("access-control-allow-origin")).toBe("https://shop.example");
  expect(await response.json()).toMatchObject({
    version: "2.0",
    rawPath: "/menu/bread",
    rawQueryString: "size=1&size=2",
    queryStringParameters: { size: "1,2" },
    cookies: ["a=1", "b=2"],
    body: '{"n":1}',
    isBase64Encoded: false,
    requestContext: { http: { method: "POST", path: "/menu/bread" } },
  });
});

test("an answer without a status code is the body; an error is a 502", async () => {
  const plain = await fetch(`${base}/plain`);
  expect([plain.status, await plain.json()]).toEqual([200, { plain: true }]);
  const failed = await fetch(`${base}/fail`);
  expect([failed.status, await failed.json()]).toEqual([502, { message: "Internal Server Error" }]);
});

test.each([
  [["https://shop.example"], "https://shop.example", 200],
  [["https://shop.example"], "http://localhost:5173", 403],
  [["*"], "http://localhost:5173", 200],
  [["*"], "http://127.0.0.1:8080", 200],
  [["*"], "https://shop.example", 403],
  [["*"], "http://localhost.evil.example", 403],
  [["*"], "null", 403],
  [undefined, "http://localhost:5173", 403],
])("with the origins %j, a page of %s gets %i", async (allowOrigins, origin, status) => {
  const name = `web-${lambda.cloud.hosts.size}`;
  await lambda.add(name, { handler: "handlers.web" });
  const { functionUrl } = await lambda.provision("aws:lambda/functionUrl:FunctionUrl", name, {
    functionName: name,
    authorizationType: "NONE",
    cors: allowOrigins && { allowOrigins },
  });
  const url = `${lambda.cloud.endpoint}/_host/${new URL(functionUrl!).host}/plain`;
  expect((await fetch(url, { headers: { origin } })).status).toBe(status);
});
