import { expect, test } from "vitest";
import { z } from "zod";
import { openState } from "../../state/state.ts";
import { createLives } from "../../testing/restart.ts";
import { createShelf } from "./shelf.ts";

interface Thing {
  readonly number: number;
  answer?: string;
}
const shape = z.object({ number: z.number(), answer: z.string().optional() });
const many = 2_000;
const key = (number: number) => `key-${number}`;

const fill = (shelf: ReturnType<typeof createShelf<Thing>>) => {
  shelf.hold("held", { number: -1 });
  for (let number = 0; number < many; number++) shelf.put(key(number), { number });
};

test("finds all of very many things, in their order, without holding them in memory", async () => {
  const { state } = await createLives()();
  const shelf = createShelf(state.records<Thing>("things", shape));
  fill(shelf);
  await state.settled?.();
  expect(shelf.get(key(many - 1))).toBe(shelf.get(key(many - 1)));
  expect(shelf.get(key(3))).toEqual({ number: 3 });
  expect(shelf.all().map(({ number }) => number)).toEqual([-1, ...Array(many).keys()]);
  const [once, again] = [shelf.all(), shelf.all()];
  expect(once.filter((thing, at) => thing === again[at]).length).toBeLessThan(many / 2);
});

test("what is not written yet is found, and what is held for this run alone stays as it is", async () => {
  const { state } = await createLives()();
  const shelf = createShelf(state.records<Thing>("things", shape));
  fill(shelf);
  expect(shelf.get(key(0))).toEqual({ number: 0 });
  const held = shelf.get("held")!;
  held.answer = "yes";
  expect(shelf.get("held")).toBe(held);
});

test("the oldest that are over go, wherever they are", async () => {
  const nextLife = createLives();
  const { state } = await nextLife();
  const shelf = createShelf(state.records<Thing>("things", shape));
  for (let number = 0; number < many; number++) shelf.put(key(number), { number });
  shelf.prune((_, count) => count > 10);
  expect(shelf.all()).toHaveLength(10);
  expect(shelf.get(key(0))).toBeUndefined();
  const again = createShelf((await nextLife()).state.records<Thing>("things", shape));
  expect(again.all().map(({ number }) => number)).toEqual(shelf.all().map(({ number }) => number));
});

test("all are in memory where nothing outlasts the process", () => {
  const shelf = createShelf(openState({ warn: console.error }).records<Thing>("things", shape));
  fill(shelf);
  expect(shelf.all()).toHaveLength(many + 1);
});
