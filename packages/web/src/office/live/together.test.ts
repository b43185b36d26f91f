import type { Connection, FollowOptions } from "@sourdough/order-client";
import { expect, test, vi } from "vitest";
import { together, worst } from "./together.ts";

/** Something to follow, told by hand. */
const subject = (name: string) => {
  let tell = (_: string) => {};
  let fail = (_: Error) => {};
  let options: FollowOptions | undefined;
  const watch = async function* (given: FollowOptions): AsyncGenerator<string, void, undefined> {
    options = given;
    while (!given.signal?.aborted) {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      tell = resolve;
      fail = reject;
      given.signal?.addEventListener("abort", () => resolve("left"));
      const said = await promise;
      if (given.signal?.aborted) return;
      yield said;
    }
  };
  return {
    name,
    watch,
    says: (text: string) => tell(text),
    fails: (error: Error) => fail(error),
    is: (connection: Connection) => options?.onConnection?.(connection),
    get isLeft() {
      return options?.signal?.aborted;
    },
  };
};

const follow = (subjects: ReturnType<typeof subject>[], options: FollowOptions = {}) => {
  const seen: string[][] = [];
  const run = async () => {
    for await (const lists of together(subjects, (one, given) => one.watch(given), options)) seen.push(lists);
  };
  return { seen, ended: run() };
};
const settled = () => vi.waitFor(() => Promise.resolve());

test("says nothing until all have said something, and then again with each", async () => {
  const [one, other] = [subject("one"), subject("other")];
  const leaving = new AbortController();
  const { seen, ended } = follow([one, other], { signal: leaving.signal });
  one.says("a");
  await settled();
  expect(seen).toEqual([]);

  other.says("b");
  await vi.waitFor(() => expect(seen).toEqual([["a", "b"]]), 30_000);
  one.says("c");
  await vi.waitFor(() => expect(seen.at(-1)).toEqual(["c", "b"]), 30_000);
  leaving.abort();
  await ended;
  expect([one.isLeft, other.isLeft]).toEqual([true, true]);
});

test("throws what one throws, and leaves the others", async () => {
  const [one, other] = [subject("one"), subject("other")];
  const { ended } = follow([one, other]);
  await settled();
  one.fails(new Error("forbidden"));

  await expect(ended).rejects.toThrow("forbidden");
  expect(other.isLeft).toBe(true);
});

test("is as well connected as the worst of them", async () => {
  const [one, other] = [subject("one"), subject("other")];
  const leaving = new AbortController();
  const connections: Connection[] = [];
  const { ended } = follow([one, other], {
    signal: leaving.signal,
    onConnection: (connection) => connections.push(connection),
  });
  await settled();
  one.is("live");
  other.is("live");
  one.is("reconnecting");
  leaving.abort();
  await ended;

  expect(connections).toEqual(["connecting", "live", "reconnecting"]);
  expect(worst([])).toBe("live");
});
