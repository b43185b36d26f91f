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
