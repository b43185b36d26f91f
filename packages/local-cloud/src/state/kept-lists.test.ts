import { expect, test } from "vitest";
import { z } from "zod";
import { createLives } from "../testing/restart.ts";
import { createKeptLists } from "./kept-lists.ts";

const anything = z.looseObject({}).or(z.instanceof(Uint8Array));

const listsOf = ({ state }: { readonly state: Parameters<typeof createKeptLists>[0] }) =>
  createKeptLists<{ word: string }>(state, "words", anything, (entry) => entry);

test("a list that grows is read as it was, and each entry is written once", async () => {
  const nextLife = createLives();
  const first = await nextLife();
  const list = listsOf(first)("a");
  const changing = { word: "one" };
  list.add(changing);
  changing.word = "first";
  list.add({ word: "two" });
  await first.state.settled?.();
  changing.word = "later";
  list.add({ word: "three" });
  expect(list.pieces).toBe(2);

  const second = await nextLife();
  const again = listsOf(second)("a", list.pieces);
  expect(again.read()).toEqual([{ word: "first" }, { word: "two" }, { word: "three" }]);
  again.add({ word: "four" });
  const third = await nextLife();
  const last = listsOf(third)("a", again.pieces);
  expect(last.read().map(({ word }) => word)).toEqual(["first", "two", "three", "four"]);
  last.forget();
  expect(last.read()).toEqual([]);
  const fourth = await nextLife();
  expect([...fourth.state.records("words", anything).read()]).toEqual([]);
});
