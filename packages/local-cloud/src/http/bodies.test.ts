import { type IncomingMessage, request as send } from "node:http";
import { afterEach, expect, test, vi } from "vitest";
import { flood, rawRequest, sendRaw, statusOf } from "../testing/raw.ts";
import { createBodies } from "./bodies.ts";
import { type Exchange, type Listener, listen } from "./listen.ts";

const KB = 1024;
const MB = 1024 * KB;
const LIMIT = 100 * KB;
const warnings: string[] = [];
let listener: Listener;

const open = async (handle: (exchange: Exchange) => unknown) => {
  listener = await listen({
    name: "The port",
    port: 0,
    guard: () => undefined,
    warn: (message) => warnings.push(message),
    handle,
  });
};
afterEach(async () => {
  await listener.close();
  warnings.length = 0;
});

const countBytes = async ({ body, response }: Exchange) => response.end(String((await body(LIMIT)).length));
const post = (length: number) =>
  fetch(listener.url, { method: "POST", body: Buffer.alloc(length, "x") }).then(
    async (answer) => [answer.status, await answer.text()] as const,
  );

test("takes what the limit allows, to the byte", async () => {
  await open(countBytes);
  expect(await post(LIMIT)).toEqual([200, String(LIMIT)]);
  expect(await post(LIMIT + 1)).toEqual([413, '{"message":"The body is larger than 100 KB."}']);
});

test("reads little more than the limit of a body that does not end", async () => {
  await open(countBytes);
  const { answer, taken } = await flood(listener.port, "POST / HTTP/1.1", {}, 200 * MB);
  expect(statusOf(answer)).toBe(413);
  // What the system's own buffers hold is written, but nobody read it.
  expect(taken).toBeLessThan(20 * MB);
});

test("refuses a length that is too much without reading any of it", async () => {
  await open(countBytes);
  const request = rawRequest("POST / HTTP/1.1", { "content-length": String(10 * MB) }, "x");
  expect(statusOf(await sendRaw(listener.port, request))).toBe(413);
});

test("lets go of a client that sends on after its answer, when nobody reads the body", async () => {
  await open(({ response }) => response.end("done"));
  const { answer } = await flood(listener.port, "POST / HTTP/1.1", {}, Number.POSITIVE_INFINITY);
  expect(statusOf(answer)).toBe(200);
});

test("a client that goes away in the middle of its body is no failure", async () => {
  let failed: unknown;
  await open(async ({ body }) => {
    await body(LIMIT).catch((error: unknown) => {
      failed = error;
      throw error;
    });
  });
  const client = send(listener.url, { method: "POST", headers: { "content-length": "1000" } });
  client.on("error", () => {});
  client.write("half");
  client.once("socket", (socket) => socket.once("connect", () => setImmediate(() => client.destroy())));
  await vi.waitFor(() => expect(failed).toBeDefined(), 30_000);
  expect(warnings).toEqual([]);
  expect(statusOf(await sendRaw(listener.port, rawRequest("CONNECT x HTTP/1.1")))).toBe(405);
});

test("a throw, now or later, is a 500 and a line in the terminal", async () => {
  await open(({ url }) => {
    if (url.pathname === "/now") throw new Error("at once");
    return Promise.reject(new Error("later"));
  });
  for (const path of ["/now", "/later"]) expect((await fetch(`${listener.url}${path}`)).status).toBe(500);
  expect(warnings).toEqual([
    expect.stringMatching(/^The port failed at GET \/now: Error: at once/),
    expect.stringMatching(/^The port failed at GET \/later: Error: later/),
  ]);
});

test("an answer that breaks off is seen as broken", async () => {
  await open(({ response }) => {
    response.writeHead(200, { "content-length": "10" }).write("half");
    throw new Error("broken");
  });
  await expect(fetch(listener.url).then((answer) => answer.text())).rejects.toThrow();
});

const arriving = (...chunks: string[]) =>
  ({
    headers: {},
    iterator: async function* () {
      for (const chunk of chunks) yield Buffer.from(chunk);
    },
  }) as unknown as IncomingMessage;

test("large bodies together have a limit, which each gives back", async () => {
  await open(countBytes);
  const bodies = createBodies(10);
  const first = bodies.open(arriving("12345", "678"));
  expect((await first.read(100)).toString()).toBe("12345678");
  const second = bodies.open(arriving("abc"));
  await expect(second.read(100)).rejects.toMatchObject({ status: 503 });
  second.release();
  first.release();
  expect((await bodies.open(arriving("0123456789")).read(100)).length).toBe(10);
});
