import { createHash } from "node:crypto";
import { once } from "node:events";
import { Agent } from "node:http";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { afterEach, expect, test, vi } from "vitest";
import type { Exchange } from "../http/listen.ts";
import { answerTo, type Carrier, startCarrier } from "./calls.fixture.ts";

const KB = 1024;
const MB = 1024 * KB;
let carrier: Carrier;
const open = async (handle: (exchange: Exchange) => unknown) => {
  carrier = await startCarrier(handle);
};
afterEach(async () => {
  await carrier.stop();
  expect(carrier.warnings).toEqual([]);
});

const never = () => new Promise(() => {});

test("takes a request and its answer across, as a socket would", async () => {
  await open(async ({ request, response, url, body }) => {
    const { method, headers, headersDistinct } = request;
    response.setHeader("Set-Cookie", ["a=1", "b=2"]);
    response.writeHead(201, { "content-type": "application/json" });
    const sent = (await body(KB)).toString();
    response.end(JSON.stringify({ method, url, headers, several: headersDistinct["x-several"], sent }));
  });
  const headers = { "X-One": "ü", "x-several": ["1", "2"], "content-type": "text/plain" };
  const { answer, text: answered } = await carrier.send(
    { method: "put", path: "/a?b=c", headers },
    "Brötchen",
  );
  const host = JSON.parse(answered).headers.host as string;
  expect(JSON.parse(answered)).toEqual({
    method: "PUT",
    url: `http://${host}/a?b=c`,
    headers: {
      host: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      "x-one": "ü",
      "x-several": "1, 2",
      "content-type": "text/plain",
      "content-length": "9",
    },
    several: ["1", "2"],
    sent: "Brötchen",
  });
  expect(answer.statusCode).toBe(201);
  expect(answer.statusMessage).toBe("Created");
  expect(answer.headers).toMatchObject({
    "set-cookie": ["a=1", "b=2"],
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(answered)),
    date: expect.stringMatching(/GMT$/),
  });
});

test.each([
  ["text", "ä".repeat(3 * MB)],
  ["bytes", Buffer.alloc(5 * MB + 7, "bread")],
])("sends a large body of %s whole, and leaves it as it was", async (_kind, sent) => {
  await open(async ({ request, response }) => {
    const hash = createHash("sha256");
    await pipeline(request, hash);
    response.end(`${request.headers["content-length"]} ${hash.digest("hex")}`);
  });
  const expected = createHash("sha256").update(sent).digest("hex");
  const { text: answered } = await carrier.send({ method: "PUT" }, sent);
  expect(answered).toBe(`${Buffer.byteLength(sent)} ${expected}`);
  expect(createHash("sha256").update(sent).digest("hex")).toBe(expected);
});

test("streams both ways at once", async () => {
  await open(({ request, response }) => pipeline(request, response));
  const chunks = Array.from({ length: 200 }, (_, index) => Buffer.alloc(40 * KB, index));
  const call = carrier.open({ method: "PUT" });
  const answered = answerOf(call);
  await pipeline(Readable.from(chunks), call);
  expect(
    createHash("sha256")
      .update(await answered)
      .digest(),
  ).toEqual(createHash("sha256").update(Buffer.concat(chunks)).digest());
});

const answerOf = async (call: ReturnType<Carrier["open"]>) => {
  const [answer] = (await once(call, "response")) as [Readable];
  return Buffer.concat(await answer.toArray());
};

test("shows each part of an answer when it is written", async () => {
  let write: (part: string) => void = () => {};
  await open(({ response }) => {
    write = (part) => (part ? response.write(part) : response.end());
    response.writeHead(200).flushHeaders();
  });
  const answer = await answerTo(carrier.open());
  const parts = answer.setEncoding("utf8")[Symbol.asyncIterator]();
  for (const part of ["one", "two"]) {
    write(part);
    expect(await parts.next()).toEqual({ done: false, value: part });
  }
  write("");
  expect(await parts.next()).toEqual({ done: true, value: undefined });
});

test("waits with what nobody takes, on both sides", async () => {
  let written = 0;
  let sent = 0;
  await open(async ({ response }) => {
    response.flushHeaders();
    while (response.write(Buffer.alloc(64 * KB))) written++;
    response.once("drain", () => (written = Number.NaN));
  });
  const call = carrier.open({ method: "PUT" });
  const [answer] = (await Promise.all([
    once(call, "response"),
    new Promise<void>((resolve) => {
      while (call.write(Buffer.alloc(64 * KB))) sent++;
      resolve();
    }),
  ]).then(([[first]]) => [first])) as [Readable];
  expect(sent * 64 * KB).toBeLessThan(MB);
  expect(written * 64 * KB).toBeLessThan(MB);
  expect(call.writableNeedDrain).toBe(true);
  call.on("error", () => {});
  answer.on("error", () => {});
  call.destroy();
});

test.each([
  ["HEAD", 200],
  ["GET", 204],
  ["GET", 304],
])("an answer to %s with %d has no body", async (method, status) => {
  await open(({ response }) => {
    response.writeHead(status, { "content-length": "5" });
    response.end("bread");
  });
  const { answer, text: answered } = await carrier.send({ method });
  expect([answer.statusCode, answered]).toEqual([status, ""]);
});

test("an answer that is refused before its head is a connection that was reset", async () => {
  await open(({ response }) => response.destroy());
  await expect(carrier.send({})).rejects.toMatchObject({ code: "ECONNRESET", message: "socket hang up" });
});

test("an answer that breaks off is seen as broken", async () => {
  await open(({ response }) => {
    response.writeHead(200).write("half");
    throw new Error("broken");
  });
  const answer = await answerTo(carrier.open());
  await expect(text(answer)).rejects.toMatchObject({ code: "ECONNRESET", message: "aborted" });
  expect(answer.complete).toBe(false);
  expect(carrier.warnings.splice(0)).toEqual([
    expect.stringMatching(/^The port failed at GET \/: Error: broken/),
  ]);
});

test.each([
  ["before its answer", false],
  ["during its answer", true],
])("a client that goes away %s ends what is done for it", async (_when, isAnswering) => {
  let gone: Promise<unknown> = never();
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  await open(({ response }) => {
    gone = once(response, "close").then(() => response.writableFinished);
    if (isAnswering) response.writeHead(200).write("half");
    resolve();
  });
  const abort = new AbortController();
  const call = carrier.open({ signal: abort.signal });
  const failed = once(call, "error").catch((error: unknown) => error);
  const answered = isAnswering ? once(call, "response") : asked;
  call.end();
  const [answer] = ((await answered) ?? []) as [Readable?];
  answer?.on("error", () => {});
  abort.abort();
  expect(await gone).toBe(false);
  expect(await failed).toMatchObject([{ name: "AbortError" }]);
});

test("a client that goes away while it sends leaves a body that is not whole", async () => {
  const { promise: failed, resolve } = Promise.withResolvers<unknown>();
  await open(({ body }) =>
    body(MB).catch((error: unknown) => {
      resolve(error);
      throw error;
    }),
  );
  const call = carrier.open({ method: "PUT" });
  call.on("error", () => {});
  call.write("half", () => call.destroy());
  expect(await failed).toMatchObject({ code: "ERR_STREAM_PREMATURE_CLOSE" });
});

test("says that nothing came for a time, to the request and to its socket", async () => {
  await open(never);
  const call = carrier.open();
  const ofSocket = new Promise<void>((resolve) => {
    call.once("socket", (socket) => socket.setTimeout(20, resolve));
  });
  call.end();
  await Promise.all([once(call, "timeout"), ofSocket]);
  const failed = once(call, "error").catch(() => undefined);
  call.destroy();
  expect(await failed).toMatchObject([{ code: "ECONNRESET" }]);
});

test("whoever asks first is told to send its body", async () => {
  await open(async ({ response, body }) => response.end(await body(KB)));
  const call = carrier.open({ method: "PUT", headers: { expect: "100-continue", "content-length": 4 } });
  await once(call, "continue");
  expect(await text(await answerTo(call, "body"))).toBe("body");
});

test("runs no more calls at once than their agent has sockets", async () => {
  let running = 0;
  let most = 0;
  await open(async ({ response }) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    running--;
    response.end("done");
  });
  const agent = new Agent({ maxSockets: 2 });
  const left = carrier.open({ agent });
  left.on("error", () => {});
  const all = Array.from({ length: 8 }, () => carrier.send({ agent }));
  left.destroy();
  expect((await Promise.all(all)).map(({ text: answered }) => answered)).toEqual(Array(8).fill("done"));
  expect(most).toBe(2);
});

test("refuses a body that is too large, and says so to who still sends", async () => {
  await open(({ body }) => body(100 * KB));
  const call = carrier.open({ method: "PUT" });
  const closed = once(call, "close");
  const endless = Readable.from(
    (function* () {
      for (;;) yield Buffer.alloc(64 * KB);
    })(),
  );
  const [answer] = (await Promise.all([once(call, "response"), endless.pipe(call)]))[0];
  expect([answer.statusCode, await text(answer)]).toEqual([
    413,
    '{"message":"The body is larger than 100 KB."}',
  ]);
  await closed;
});

test("refuses headers and paths as Node does", async () => {
  await open(({ response }) => response.end());
  expect(() => carrier.open({ path: "/a b" })).toThrow("unescaped");
  const call = carrier.open();
  expect(() => call.setHeader("a b", "1")).toThrow("valid HTTP token");
  expect(() => call.setHeader("a", "1\n2")).toThrow("Invalid character");
  await answerTo(call);
  expect(() => call.setHeader("a", "1")).toThrow("after they are sent");
});

test("a thread that ends takes its calls with it", async () => {
  const close = vi.fn();
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  await open(({ response }) => {
    response.once("close", close);
    resolve();
  });
  carrier.open().end();
  await asked;
  carrier.port.close();
  await vi.waitFor(() => expect(close).toHaveBeenCalledOnce(), 30_000);
});
