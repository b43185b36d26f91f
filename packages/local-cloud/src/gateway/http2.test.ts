import { connect, constants } from "node:http2";
import { connect as openSocket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createKinesisEmulator } from "../emulators/kinesis/emulator.ts";
import { startTestGateway } from "../testing/fake-cloud.ts";

let world: Awaited<ReturnType<typeof startTestGateway>>;
const warnings: string[] = [];
beforeAll(async () => {
  world = await startTestGateway();
  world.cloud.add(createKinesisEmulator(world.cloud));
  Object.assign(world.cloud, { warn: (message: string) => warnings.push(message) });
});
afterAll(() => world.stop());

const headers = {
  ":method": "POST",
  ":path": "/",
  "content-type": "application/x-amz-json-1.1",
  "x-amz-target": "Kinesis_20131202.ListStreams",
  authorization: "AWS4-HMAC-SHA256 Credential=any/20260101/eu-west-1/kinesis/aws4_request, Signature=0",
};

/** One request over a connection of its own. */
const send = (more: Record<string, string> = {}, body: string | Buffer = "{}") =>
  new Promise<{ status: number; text: string }>((resolve, reject) => {
    const session = connect(world.gateway.endpoint);
    session.on("error", reject);
    const stream = session.request({ ...headers, ...more });
    let status = 0;
    let text = "";
    stream.on("response", (answer) => (status = Number(answer[constants.HTTP2_HEADER_STATUS])));
    stream.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    stream.on("error", reject);
    stream.on("end", () => {
      session.destroy();
      resolve({ status, text });
    });
    stream.end(body);
  });
/** Sends bytes over a plain connection, and waits for its end or the first bytes of an answer. */
const sendBytes = (...parts: (string | Buffer)[]) =>
  new Promise<string>((resolve) => {
    const socket = openSocket(world.gateway.port, "127.0.0.1");
    socket.on("error", () => resolve(""));
    socket.on("close", () => resolve(""));
    socket.on("data", (chunk) => {
      resolve(chunk.toString("latin1"));
      socket.destroy();
    });
    const next = (index: number): void => {
      const part = parts[index];
      if (part !== undefined) socket.write(part, () => setImmediate(() => next(index + 1)));
    };
    next(0);
  });
const alive = async () => (await send()).status;

test("a client that begins with HTTP/2 is answered in it", async () => {
  expect(await send()).toMatchObject({
    status: 200,
    text: expect.stringContaining('"HasMoreStreams":false'),
  });
  const answer = await fetch(world.gateway.endpoint, {
    method: "POST",
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(":"))),
    body: "{}",
  });
  expect(answer.status).toBe(200);
});

test("what guards the port guards it in HTTP/2, too", async () => {
  expect((await send({ origin: "https://elsewhere.example" })).status).toBe(403);
  expect((await send({ ":authority": "elsewhere.example" })).status).toBe(403);
  expect((await send({ ":method": "TRACE" })).status).toBe(405);
  expect((await send({}, Buffer.alloc(17 * 1024 * 1024))).status).toBe(413);
  expect(await alive()).toBe(200);
});

test("the beginning of a connection may come byte by byte", async () => {
  expect(await sendBytes(..."GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")).toMatch(/^HTTP\/1\.1 4/);
  expect(await sendBytes(..."PROPFIND / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")).toMatch(/^HTTP\/1\.1 4/);
  // The server's settings, which is how HTTP/2 begins.
  expect((await sendBytes(..."PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Buffer.alloc(9))).charCodeAt(3)).toBe(4);
});

test("a client of HTTP/2 that ends its side without asking anything is let go", async () => {
  const port = Number(new URL(world.gateway.endpoint).port);
  const closed = new Promise((resolve) => {
    const socket = openSocket(port, "127.0.0.1", () => socket.end("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
    socket.on("close", resolve).resume();
  });
  await closed;
});

test("noise in HTTP/2 ends its own connection only", async () => {
  for (const noise of [
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
    "PRI / HTTP/1.1\r\n\r\n",
    "PRI * HTTP/2.0\r\n\r\n",
  ])
    await sendBytes(Buffer.from(noise, "latin1"), Buffer.alloc(4096, 0xff));
  expect(await alive()).toBe(200);
  expect(warnings).toEqual([]);
});
