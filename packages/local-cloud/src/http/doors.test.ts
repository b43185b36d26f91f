import { connect } from "node:http2";
import { createConnection } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createDoors } from "./doors.ts";
import type { Exchange, ListenerOptions } from "./listen.ts";

const answering = (text: string, options: Partial<ListenerOptions> = {}): ListenerOptions => ({
  name: "The shop",
  port: 0,
  guard: () => undefined,
  warn: console.error,
  handle: ({ response }) => response.end(text),
  ...options,
});
const opened = () => {
  const doors = createDoors();
  onTestFinished(() => doors.close());
  return doors;
};
const text = async (url: string) => (await fetch(url)).text();

test("who comes while somebody else takes a port over waits, and is answered by the new one", async () => {
  const doors = opened();
  const before = await doors.listen(answering("before"));
  expect(await text(before.url)).toBe("before");

  await doors.hold();
  await before.close();
  const coming = text(before.url);
  const after = await doors.listen(answering("after"));
  expect(after.url).toBe(before.url);
  await doors.open();
  expect(await coming).toBe("after");
  await before.close();
  expect(await text(after.url)).toBe("after");
});

test("who comes before anybody answers waits until all are there, or is let go of when they never are", async () => {
  const doors = opened();
  await doors.hold();
  let started = "a part";
  const first = await doors.listen(
    answering("", { handle: ({ response }) => response.end(`answered when ${started} had started`) }),
  );
  const coming = text(first.url);
  await doors.listen(answering("second"));
  started = "all";
  await doors.open();
  expect(await coming).toBe("answered when all had started");

  await doors.hold();
  const never = expect(text(first.url)).rejects.toThrow();
  await doors.close();
  await never;
});

test("what is under way is answered before the port is held, and what takes long is cut off", async () => {
  const doors = opened();
  const exchanges: Exchange[] = [];
  const before = await doors.listen(answering("", { handle: (exchange) => exchanges.push(exchange) }));
  const [quick, slow] = [text(before.url), text(before.url)];
  await expect.poll(() => exchanges.length).toBe(2);

  const held = doors.hold();
  exchanges[0]!.response.end("quick");
  await held;
  const isCut = expect(slow).rejects.toThrow();
  await before.close();
  expect(await quick).toBe("quick");
  await isCut;
});

test("a WebSocket is let go, and a port that nobody takes over is closed", async () => {
  const doors = opened();
  const before = await doors.listen(
    answering("", {
      upgrade: (_request, socket) => socket.write("HTTP/1.1 101 Switching Protocols\r\n\r\n"),
    }),
  );
  const socket = createConnection(before.port, "127.0.0.1");
  const { promise: ended, resolve } = Promise.withResolvers();
  socket.once("close", resolve);
  socket.write("GET / HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n");
  await new Promise((done) => socket.once("data", done));

  await doors.hold();
  await before.close();
  await ended;
  await doors.open();
  await expect(fetch(before.url)).rejects.toThrow();
});

test("two that are called the same have a port each, and take each its own over", async () => {
  const doors = opened();
  const before = [await doors.listen(answering("one")), await doors.listen(answering("two"))];
  expect(await Promise.all(before.map(({ url }) => text(url)))).toEqual(["one", "two"]);

  await doors.hold();
  for (const listener of before) await listener.close();
  const after = [await doors.listen(answering("three")), await doors.listen(answering("four"))];
  await doors.open();
  expect(after.map(({ url }) => url)).toEqual(before.map(({ url }) => url));
  expect(await Promise.all(after.map(({ url }) => text(url)))).toEqual(["three", "four"]);
});

test("headers, how long a connection waits, and what is spoken are those of the one who took over", async () => {
  const doors = opened();
  const http2 = (url: string) =>
    new Promise<string>((resolve) => {
      const client = connect(url);
      client.on("error", () => resolve("refused"));
      const stream = client.request({ ":path": "/" });
      stream.on("error", () => undefined);
      stream.setEncoding("utf8").once("data", (data) => {
        resolve(data);
        client.destroy();
      });
    });
  const toldBy = async (url: string) => {
    const { headers } = await fetch(url);
    return [headers.get("x-own"), headers.get("keep-alive")];
  };
  const before = await doors.listen(answering("before", { headers: { "x-own": "1" }, keepAliveMs: 9_000 }));
  expect(await toldBy(before.url)).toEqual(["1", "timeout=9"]);
  expect(await http2(before.url)).toBe("refused");

  await doors.hold();
  await before.close();
  await doors.listen(answering("after", { headers: { "x-own": "2" }, keepAliveMs: 8_000, http2: true }));
  await doors.open();
  expect(await text(before.url)).toBe("after");
  expect(await toldBy(before.url)).toEqual(["2", "timeout=8"]);
  expect(await http2(before.url)).toBe("after");
});

test("a WebSocket is taken by one who took over from another that took none, and the other way round", async () => {
  const doors = opened();
  const upgraded = async (url: string) => {
    const socket = createConnection(Number(new URL(url).port), "127.0.0.1");
    socket.on("error", () => undefined);
    socket.write(
      "GET / HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\r\n",
    );
    const [line] = await new Promise<string[]>((done) =>
      socket.once("data", (data) => done(String(data).split("\r\n"))),
    );
    socket.destroy();
    return line;
  };
  const takes: Partial<ListenerOptions> = {
    upgrade: (_request, socket) => socket.write("HTTP/1.1 101 Switching Protocols\r\n\r\n"),
  };
  let open = await doors.listen(answering("plain"));
  const swap = async (options: ListenerOptions) => {
    await doors.hold();
    await open.close();
    open = await doors.listen(options);
    await doors.open();
    return upgraded(open.url);
  };
  expect(await upgraded(open.url)).toContain("200");
  expect(await swap(answering("", takes))).toContain("101");
  expect(await swap(answering("plain"))).toContain("200");
});
