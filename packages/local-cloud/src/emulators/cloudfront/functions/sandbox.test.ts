import { createHmac } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { createSandbox, type RunResult, type Sandbox } from "./sandbox.ts";

const now = Date.UTC(2026, 8, 29, 7);
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox();
});

const entries = new Map([
  ["greeting", "hello"],
  ["weights", '{"a":1}'],
]);
const run = (code: string, more: object = {}): Promise<RunResult> =>
  sandbox.run({
    code,
    event: { context: { eventType: "viewer-request" } },
    now,
    store: { id: "shop", created: 0, updated: 1000, entries },
    ...more,
  });
/** What the body of a handler returns. */
const value = async (body: string, more?: object) => {
  const { value: returned, error } = await run(
    `import cf from "cloudfront";\nasync function handler(event) { ${body} }`,
    more,
  );
  return error ?? returned;
};

test("time stands still within a run, at the cloud's own", async () => {
  expect(await value("return [Date.now(), new Date().getTime(), new Date(0).getTime()]")).toEqual([
    now,
    now,
    0,
  ]);
  expect(await value("return Date() === new Date(Date.now()).toString() && Date.name")).toBe("Date");
});

test("a run knows nothing of the one before", async () => {
  const code =
    "let count = 0; function handler() { globalThis.seen = (globalThis.seen || 0) + ++count; return globalThis.seen; }";
  expect([(await run(code)).value, (await run(code)).value]).toEqual([1, 1]);
});

test("reads the store it is associated with, and counts what it reads", async () => {
  expect(
    await value(`const kvs = cf.kvs();
      const meta = await kvs.meta();
      return [await kvs.get("greeting"), await kvs.get("weights", { format: "json" }), await kvs.exists("x"), meta.keyCount]`),
  ).toEqual(["hello", { a: 1 }, false, 2]);
  expect(await value('return await cf.kvs().get("none")')).toMatch(/"none" was not found/);
  expect(await value('return await cf.kvs("other").get("greeting")')).toMatch(/not associated .* other/);
  expect(await value("return cf.kvs()", { store: undefined })).toMatch(/associated with no key value store/);
  const { reads } = await run(
    'import cf from "cloudfront"; async function handler() { await cf.kvs().get("greeting"); return {}; }',
  );
  expect(reads).toBe(1);
});

test("has the modules of the runtime, as Node's are", async () => {
  expect(
    await value(`const crypto = require("crypto");
      return [crypto.createHash("sha256").update("a").update("b").digest("hex").slice(0, 8),
        crypto.createHmac("md5", "key").update("x").digest("base64url"),
        crypto.createHash("sha1").update(Buffer.from("a")).digest().toString("hex").slice(0, 8),
        require("querystring").parse("a=1&a=2&b=%C3%A9"), require("querystring").stringify({ a: ["x y"] }),
        Buffer.from("hé").toString("base64"), atob("aGk="), btoa("hi"),
        new TextDecoder().decode(new TextEncoder().encode("é"))]`),
  ).toEqual([
    "fb8e20fc",
    createHmac("md5", "key").update("x").digest("base64url"),
    "86f7e437",
    { a: ["1", "2"], b: "é" },
    "a=x%20y",
    "aMOp",
    "hi",
    "aGk=",
    "é",
  ]);
  expect(await value('require("fs")')).toBe('Error: Cannot find module "fs"');
});

test.each([
  ["code that is made while it runs", "return eval('1')", /eval\(\) is not supported/],
  [
    "a constructor of functions",
    "return (() => {}).constructor('return 1')()",
    /Function constructor is not/,
  ],
  [
    "one of async functions",
    "return (async () => {}).constructor('return 1')()",
    /Function constructor is not/,
  ],
  ["timers", "setTimeout(() => {}, 1)", /'setTimeout' is not defined/],
  ["network", "return fetch('http://127.0.0.1')", /'fetch' is not defined/],
  ["the process", "return process.exit(1)", /'process' is not defined/],
  ["younger methods", "return [1].at(0)", /not a function/],
  ["younger globals", "return new Map()", /'Map' is not defined/],
])("has not %s", async (_, body, message) => {
  expect(await value(body)).toMatch(message);
});

test.each([
  ["a loop without end", "while (true) {}", /more time/],
  ["recursion without end", "const down = () => down() + 1; return down()", /stack overflow/],
  ["an expression that goes back without end", 'return /^(a+)+$/.test("a".repeat(40) + "b")', /more time/],
  ["a text larger than memory", 'return "a".repeat(1e9)', /more memory/],
  ["a list larger than memory", "let list = [1]; while (true) list = list.concat(list)", /more memory/],
  ["what nests without end", 'return JSON.parse("[".repeat(100000))', /InternalError|SyntaxError/],
  ["a promise that nobody settles", "await new Promise(() => {})", /came to no end/],
  ["a circle", "const a = {}; a.a = a; return a", /circular/],
  ["an error", "throw new Error('no')", /^Error: no$/],
  ["what is no error", "throw null", /^null$/],
])("outlives %s", async (_, body, message) => {
  expect(await value(body)).toMatch(message);
  expect(await value("return 'next'")).toBe("next");
});

test("counts steps, the same on every machine", async () => {
  const loop = (times: number) =>
    run(`function handler() { for (let i = 0; i < ${times}; i++) {} return {}; }`);
  const [few, many] = [await loop(100_000), await loop(500_000)];
  expect(few.computeUtilization).toBe((await loop(100_000)).computeUtilization);
  expect(many.computeUtilization).toBeGreaterThan(few.computeUtilization);
  expect((await loop(10_000_000)).error).toMatch(/more time/);
});

test("chooses an origin for requests only", async () => {
  const code =
    'import cf from "cloudfront"; function handler() { cf.updateRequestOrigin({ domainName: "a.example" }); return {}; }';
  expect((await run(code)).origin).toEqual({ update: { domainName: "a.example" } });
  expect((await run(code, { event: { context: { eventType: "viewer-response" } } })).error).toMatch(
    /viewer requests only/,
  );
});

test("keeps 10 KB of what is logged", async () => {
  const { logs } = await run(
    "function handler() { for (let i = 0; i < 50; i++) console.log('x'.repeat(1000)); return {}; }",
  );
  expect(logs.join("").length).toBe(10 * 1024);
});
