import type { OrderStatusMessage } from "@sourdough/events-schema/http";
import { expect, test } from "vitest";
import { timeline } from "./timeline.ts";

const at = (sequence: number) => `2026-11-23T07:30:0${sequence}.000Z`;
const change = (status: OrderStatusMessage["status"], sequence: number): OrderStatusMessage => ({
  orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
  status,
  sequence,
  at: at(sequence),
});
const inShort = (known: Parameters<typeof timeline>[0]) =>
  timeline(known).map(({ step, state }) => `${step} ${state}`);

test("starts with the order received", () => {
  expect(inShort({ changes: [] })).toEqual([
    "RECEIVED now",
    "PENDING next",
    "CONFIRMED next",
    "READY next",
    "COLLECTED next",
  ]);
});

test("moves with each change", () => {
  expect(inShort({ changes: [change("PENDING", 1), change("CONFIRMED", 2)] })).toEqual([
    "RECEIVED done",
    "PENDING done",
    "CONFIRMED now",
    "READY next",
    "COLLECTED next",
  ]);
});

test("is all done once it is collected", () => {
  expect(inShort({ changes: [change("COLLECTED", 4)] }).every((stop) => stop.endsWith("done"))).toBe(true);
});

test("stays where it is when a change does not move it on", () => {
  const changes = [
    change("CONFIRMED", 2),
    change("READY", 3),
    { ...change("READY", 4), unpaid: true as const },
  ];

  expect(inShort({ changes }).at(-2)).toBe("READY now");
  expect(inShort({ changes }).at(-1)).toBe("COLLECTED next");
  expect(timeline({ changes: [...changes, change("COLLECTED", 5)] }).map((stop) => stop.sequence)).toEqual([
    undefined,
    1,
    2,
    3,
    5,
  ]);
});

test("ends with the rejection", () => {
  expect(inShort({ changes: [change("PENDING", 1), change("REJECTED", 2)] })).toEqual([
    "RECEIVED done",
    "PENDING done",
    "REJECTED failed",
  ]);
});

test("keeps what came before a cancellation", () => {
  expect(inShort({ changes: [change("PENDING", 1), change("CANCELLED", 3)] })).toEqual([
    "RECEIVED done",
    "PENDING done",
    "CONFIRMED done",
    "CANCELLED failed",
  ]);
});

test.each([
  ["", 4],
  [", also when a change in between did not move it on", 5],
])("ends behind the counter when nobody came for it%s", (_, sequence) => {
  const stops = inShort({ changes: [change("PENDING", 1), change("NOT_COLLECTED", sequence)] });

  expect(stops.slice(1)).toEqual(["PENDING done", "CONFIRMED done", "READY done", "NOT_COLLECTED failed"]);
});

test("knows when it was placed, though a snapshot bridged that", () => {
  const stops = timeline({ changes: [change("CONFIRMED", 2)], order: { placedAt: at(1) } });

  expect(stops.map((stop) => stop.at)).toEqual([undefined, at(1), at(2), undefined, undefined]);
});
