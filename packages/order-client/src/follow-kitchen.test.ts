import type { OrderStatusMessage, OrderView } from "@sourdough/events-schema/http";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Connection, StatusListener } from "./follow.ts";
import { followKitchen } from "./follow-kitchen.ts";
import { OrderError } from "./order-error.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

const order = (orderId: string, status: OrderView["status"] = "CONFIRMED", sequence = 2): OrderView => ({
  orderId,
  customerId: "ada",
  storeId: "store-1",
  status,
  sequence,
  lines: [],
  totalCents: 0,
  currency: "EUR",
  placedAt: "2026-11-23T07:30:00.000Z",
  updatedAt: "2026-11-23T07:30:00.000Z",
});
const message = (
  orderId: string,
  status: OrderView["status"] = "CONFIRMED",
  sequence = 2,
): OrderStatusMessage => ({
  orderId,
  status,
  sequence,
  at: "2026-11-23T07:31:00.000Z",
});

/** Staff who watch; `listed` is what the lists show. */
const watch = async () => {
  let listener: StatusListener | undefined;
  const leaving = new AbortController();
  const world = {
    listed: [] as OrderView[],
    failure: undefined as Error | undefined,
    looks: 0,
    connections: [] as Connection[],
    seen: [] as string[],
    listening: true,
    ended: undefined as unknown,
    leave: () => {
      leaving.abort();
      return world.passes(0);
    },
    passes: (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds),
    hears: (...messages: OrderStatusMessage[]) => {
      for (const each of messages) listener?.onMessage(each);
      return world.passes(0);
    },
    connects: (live = true) => {
      listener?.onConnection(live);
      return world.passes(0);
    },
  };
  const sources = {
    listen: (added: StatusListener) => {
      listener = added;
      return () => {
        world.listening = false;
      };
    },
    lists: async () => {
      world.looks += 1;
      if (world.failure) throw world.failure;
      return world.listed;
    },
  };
  const follow = async () => {
    const onConnection = (connection: Connection) => void world.connections.push(connection);
    for await (const board of followKitchen(sources, { signal: leaving.signal, onConnection })) {
      const lists = [board.confirmed, board.ready, board.collected, board.cancelled];
      world.seen.push(lists.map((list) => list.map(({ orderId }) => orderId).join("")).join("|"));
    }
    return "ended";
  };
  follow().then(
    (end) => {
      world.ended = end;
    },
    (error: unknown) => {
      world.ended = error;
    },
  );
  await world.passes(0);
  return world;
};

test("looks once at the start and once when it is live, and then goes by messages", async () => {
  const kitchen = await watch();
  kitchen.listed = [order("a")];
  await kitchen.connects();
  await kitchen.hears(message("a", "READY", 3));
  await kitchen.passes(29_000);

  expect(kitchen.seen).toEqual(["|||", "a|||", "|a||"]);
  expect(kitchen.looks).toBe(2);
  expect(kitchen.connections).toEqual(["connecting", "live"]);
});

test("sees within half a minute what the channel lost without breaking off", async () => {
  const kitchen = await watch();
  await kitchen.connects();
  kitchen.listed = [order("a")];
  await kitchen.passes(30_000);

  expect(kitchen.seen.at(-1)).toBe("a|||");
  expect(kitchen.looks).toBe(3);
});

test("looks for what is in a new order, once for many that come together", async () => {
  const kitchen = await watch();
  await kitchen.connects();
  kitchen.listed = [order("a"), order("b")];
  await kitchen.hears(message("a"));
  await kitchen.hears(message("b"));
  await kitchen.passes(300);

  expect(kitchen.seen.at(-1)).toBe("ba|||");
  expect(kitchen.looks).toBe(3);
});

test("looks again while the lists lag, but not forever", async () => {
  const kitchen = await watch();
  await kitchen.connects();
  await kitchen.hears(message("a"));
  await kitchen.passes(1000);
  kitchen.listed = [order("a")];
  await kitchen.passes(300);
  expect(kitchen.seen.at(-1)).toBe("a|||");

  await kitchen.hears(message("nowhere"));
  await kitchen.passes(60_000);
  expect(kitchen.looks).toBeLessThan(20);
});

test("looks every two seconds while it is not live, and sees what it missed", async () => {
  const kitchen = await watch();
  await kitchen.connects();
  await kitchen.connects(false);
  kitchen.listed = [order("a", "READY", 3)];
  await kitchen.passes(2000);

  expect(kitchen.seen.at(-1)).toBe("|a||");
  expect(kitchen.connections.at(-1)).toBe("reconnecting");
});

test("says so when neither the lists nor the channel can be reached at first", async () => {
  const kitchen = await watch();
  kitchen.failure = new OrderError("offline", 0, "Not now.");
  await kitchen.passes(4000);
  expect(kitchen.connections).toEqual(["connecting", "reconnecting"]);

  kitchen.failure = undefined;
  kitchen.listed = [order("a")];
  await kitchen.passes(2000);
  expect(kitchen.seen.at(-1)).toBe("a|||");
  await kitchen.connects();
  expect(kitchen.connections.at(-1)).toBe("live");
});

test("goes on after what passes, and ends with what does not", async () => {
  const kitchen = await watch();
  kitchen.failure = new OrderError("unavailable", 503, "Later.");
  await kitchen.connects();
  kitchen.failure = undefined;
  kitchen.listed = [order("a")];
  await kitchen.passes(2000);
  expect(kitchen.seen.at(-1)).toBe("a|||");

  kitchen.failure = new OrderError("not_found", 404, "No such route yet.");
  await kitchen.connects();
  expect(kitchen.ended).toBeUndefined();

  kitchen.failure = new OrderError("forbidden", 403, "Not for you.");
  await kitchen.connects();
  expect(kitchen.ended).toMatchObject({ code: "forbidden" });
  expect(kitchen.listening).toBe(false);
});

test("ends when nobody looks any more", async () => {
  const kitchen = await watch();
  await kitchen.leave();

  expect(kitchen.ended).toBe("ended");
  expect(kitchen.listening).toBe(false);
});
