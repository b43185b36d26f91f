import type { OrderStatus } from "@sourdough/events-schema";
import type { OrderStatusMessage } from "@sourdough/events-schema/http";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Connection, StatusListener } from "./follow.ts";
import { followOrder } from "./follow-order.ts";
import { OrderError } from "./order-error.ts";

const orderId = "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A";
const path: OrderStatus[] = ["PENDING", "CONFIRMED", "READY", "COLLECTED"];
const change = (sequence: number, status = path[sequence - 1]!): OrderStatusMessage => ({
  orderId,
  status,
  sequence,
  at: `2026-11-23T07:30:0${sequence}.000Z`,
});

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A customer who watches; `stored` is what GET answers. */
const watch = (signal?: AbortSignal) => {
  let listener: StatusListener | undefined;
  const world = {
    stored: undefined as OrderStatusMessage | undefined,
    failure: undefined as Error | undefined,
    snapshots: 0,
    connections: [] as Connection[],
    seen: [] as number[],
    listening: true,
    ended: false,
    error: undefined as unknown,
    says: (...messages: OrderStatusMessage[]) => {
      for (const message of messages) listener?.onMessage(message);
      return vi.advanceTimersByTimeAsync(0);
    },
    connects: () => {
      listener?.onConnection(true);
      return vi.advanceTimersByTimeAsync(0);
    },
    drops: () => {
      listener?.onConnection(false);
      return vi.advanceTimersByTimeAsync(0);
    },
  };
  const sources = {
    channel: {
      listen: (_: string, added: StatusListener) => {
        listener = added;
        return () => {
          world.listening = false;
        };
      },
    },
    snapshot: async () => {
      world.snapshots++;
      if (world.failure) throw world.failure;
      return world.stored;
    },
  };
  const onConnection = (connection: Connection) => void world.connections.push(connection);
  const follow = async () => {
    for await (const { sequence } of followOrder(sources, orderId, { signal, onConnection }))
      world.seen.push(sequence);
    world.ended = true;
  };
  follow().catch((error: unknown) => {
    world.error = error;
  });
  return world;
};

test("takes a snapshot once the channel is live, and then only messages", async () => {
  const customer = watch();
  await customer.connects();
  expect(customer.seen).toEqual([]);

  await customer.says(change(1));
  await customer.says(change(2));

  expect(customer.seen).toEqual([1, 2]);
  expect(customer.snapshots).toBe(1);
  expect(customer.connections).toEqual(["connecting", "live"]);
});

test("starts from what happened before it watched", async () => {
  const customer = watch();
  customer.stored = change(2);
  await customer.connects();

  expect(customer.seen).toEqual([2]);
});

test("ignores duplicates and what is older than the last change", async () => {
  const customer = watch();
  await customer.connects();
  await customer.says(change(1), change(1), change(2), change(1), change(2));

  expect(customer.seen).toEqual([1, 2]);
});

test("bridges a gap with a snapshot", async () => {
  const customer = watch();
  await customer.connects();
  await customer.says(change(1));
  customer.stored = change(3);
  await customer.says(change(3), change(2));

  expect(customer.seen).toEqual([1, 3]);
  expect(customer.snapshots).toBe(2);
});

test("sees within half a minute the last message that the channel lost without breaking off", async () => {
  const customer = watch();
  await customer.connects();
  await customer.says(change(1));
  customer.stored = change(2);
  await vi.advanceTimersByTimeAsync(30_000);

  expect(customer.seen).toEqual([1, 2]);
});

test("believes a message that is newer than the snapshot", async () => {
  const customer = watch();
  await customer.connects();
  customer.stored = change(1);
  await customer.says(change(2));

  expect(customer.seen).toEqual([2]);
});

test("asks every two seconds while the channel is down, and once more when it is back", async () => {
  const customer = watch();
  await customer.connects();
  await customer.says(change(1));
  await customer.drops();
  customer.stored = change(2);
  await vi.advanceTimersByTimeAsync(2000);
  expect(customer.seen).toEqual([1, 2]);

  await vi.advanceTimersByTimeAsync(4000);
  expect(customer.snapshots).toBe(4);
  customer.stored = change(3);
  await customer.connects();
  expect(customer.seen).toEqual([1, 2, 3]);

  await vi.advanceTimersByTimeAsync(29_000);
  expect(customer.snapshots).toBe(5);
  expect(customer.connections).toEqual(["connecting", "live", "reconnecting", "live"]);
});

test("asks every two seconds when the channel never opens, and says so once", async () => {
  const customer = watch();
  customer.stored = change(1);
  await vi.advanceTimersByTimeAsync(4000);

  expect(customer.seen).toEqual([1]);
  expect(customer.snapshots).toBe(2);
  expect(customer.connections).toEqual(["connecting", "reconnecting"]);
});

test("repeats a snapshot that failed on the way", async () => {
  const customer = watch();
  customer.failure = new OrderError("unavailable", 503, "Busy.");
  await customer.connects();
  customer.failure = undefined;
  customer.stored = change(2);
  await vi.advanceTimersByTimeAsync(2000);

  expect(customer.seen).toEqual([2]);
  expect(customer.snapshots).toBe(2);
});

test("fails when the customer is signed out", async () => {
  const customer = watch();
  customer.failure = new OrderError("signed_out", 401, "Sign in.");
  await customer.connects();

  expect(customer.error).toBe(customer.failure);
  expect(customer.listening).toBe(false);
});

test.each([change(4), change(2, "REJECTED"), change(3, "CANCELLED")])(
  "ends after $status and leaves the channel",
  async (last) => {
    const customer = watch();
    customer.stored = last;
    await customer.connects();

    expect(customer.seen).toEqual([last.sequence]);
    expect(customer).toMatchObject({ ended: true, listening: false });
  },
);

test("ends quietly when it is aborted", async () => {
  const abort = new AbortController();
  const customer = watch(abort.signal);
  await customer.connects();
  abort.abort();
  await vi.advanceTimersByTimeAsync(0);

  expect(customer).toMatchObject({ ended: true, listening: false, error: undefined });
});
