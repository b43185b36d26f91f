import { describe, expect, test } from "vitest";
import WebSocket from "ws";
import { start } from "./socket.fixture.ts";

describe("limits", () => {
  const disconnected = async ({ eventOf }: Awaited<ReturnType<typeof start>>) => {
    const { disconnectStatusCode, disconnectReason } = (await eventOf("DISCONNECT")).requestContext;
    return { code: disconnectStatusCode, reason: disconnectReason };
  };

  test("a frame of more than 32 KB ends the connection, a message of several up to 128 KB does not", async () => {
    const api = await start({});
    const { socket, closed } = await api.connect(undefined, undefined, { perMessageDeflate: false });
    for (const fin of [false, false, false, true]) socket.send("a".repeat(32 * 1024), { fin });
    const { body } = await api.eventOf("MESSAGE");
    expect(String(body)).toHaveLength(128 * 1024);
    socket.send("a".repeat(32 * 1024 + 1));
    expect((await closed).code).toBe(1009);
    expect((await disconnected(api)).code).toBe(1009);
  });

  test("a message of more than 128 KB ends it", async () => {
    const api = await start({});
    const { socket, closed } = await api.connect(undefined, undefined, { perMessageDeflate: false });
    for (const fin of [false, false, false, false, true]) socket.send("a".repeat(32 * 1024), { fin });
    expect((await closed).code).toBe(1009);
    expect((await disconnected(api)).code).toBe(1009);
  });

  test("a binary frame ends it", async () => {
    const api = await start({});
    const { socket, closed } = await api.connect();
    socket.send(Buffer.from([0xff, 0xfe]));
    expect((await closed).code).toBe(1003);
  });

  test("ten minutes without a message end it, two hours do anyway", async () => {
    const idle = await start({});
    const first = await idle.connect();
    idle.cloud.clock.advance(9 * 60_000);
    first.socket.send("still here");
    await idle.eventOf("MESSAGE");
    idle.cloud.clock.advance(9 * 60_000);
    expect(first.socket.readyState).toBe(WebSocket.OPEN);
    idle.cloud.clock.advance(60_000);
    expect((await first.closed).code).toBe(1001);
    expect(await disconnected(idle)).toEqual({ code: 1001, reason: "Going away" });

    const long = await start({});
    const second = await long.connect();
    for (let minutes = 0; minutes < 120; minutes += 8) {
      expect(second.socket.readyState).toBe(WebSocket.OPEN);
      const before = long.events.length;
      second.socket.send("here");
      await expect.poll(() => long.events.length).toBe(before + 1);
      long.cloud.clock.advance(8 * 60_000);
    }
    expect((await second.closed).code).toBe(1001);
  });
});
