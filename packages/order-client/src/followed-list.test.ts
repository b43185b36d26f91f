import type { OfficeMessage } from "@sourdough/events-schema/http";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { follow, type StatusListener } from "./follow.ts";
import { createFollowedList } from "./followed-list.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

const message: OfficeMessage = { topic: "audits", id: "audit-1", at: "2026-11-23T07:30:00.000Z" };

const watch = async () => {
  let listener: StatusListener<OfficeMessage> | undefined;
  const leaving = new AbortController();
  const world = {
    list: ["first"],
    looks: 0,
    seen: [] as string[][],
    hears: () => listener?.onMessage(message),
    connects: (live: boolean) => listener?.onConnection(live),
    passes: (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds),
    leave: () => leaving.abort(),
  };
  const source = {
    listen: (added: StatusListener<OfficeMessage>) => {
      listener = added;
      return () => {};
    },
    snapshot: async () => {
      world.looks += 1;
      return [...world.list];
    },
  };
  const run = async () => {
    for await (const list of follow(source, createFollowedList<string[]>(), { signal: leaving.signal }))
      world.seen.push(list);
  };
  const ended = run();
  await world.passes(0);
  return { ...world, world, ended };
};

test("looks at once, without waiting for the channel", async () => {
  const { world, ended } = await watch();

  expect(world.seen).toEqual([["first"]]);
  world.leave();
  await ended;
});

test("looks again when a message says that something changed, once for many", async () => {
  const { world, ended } = await watch();
  world.connects(true);
  await world.passes(0);
  const looks = world.looks;

  world.list = ["second"];
  for (let count = 0; count < 20; count += 1) world.hears();
  await world.passes(400);
  expect(world.seen.at(-1)).toEqual(["second"]);
  expect(world.looks).toBe(looks + 1);

  await world.passes(29_000);
  expect(world.looks).toBe(looks + 1);
  world.leave();
  await ended;
});

test("asks every two seconds while the channel is away", async () => {
  const { world, ended } = await watch();
  world.connects(false);
  world.list = ["later"];
  await world.passes(2100);

  expect(world.seen.at(-1)).toEqual(["later"]);
  world.leave();
  await ended;
});
