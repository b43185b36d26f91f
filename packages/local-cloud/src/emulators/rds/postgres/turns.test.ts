import { expect, test } from "vitest";
import { createTurns } from "./turns.ts";

const patient = () => createTurns<object>(60_000, () => new Error("too long"));

test("lets in one after the other, in the order they came", async () => {
  const turns = patient();
  const [a, b, c] = [{}, {}, {}];
  const seen: string[] = [];
  await turns.take(a);
  const others = [turns.take(b).then(() => seen.push("b")), turns.take(c).then(() => seen.push("c"))];
  await turns.take(a);
  expect(seen).toEqual([]);
  turns.leave(a);
  await others[0];
  expect(seen).toEqual(["b"]);
  turns.leave(b);
  await others[1];
  expect(turns.has(c)).toBe(true);
});

test("whoever waits for one that rests is told, and is no longer in line", async () => {
  const turns = createTurns<object>(1, () => new Error("too long"));
  const [resting, other] = [{}, {}];
  await turns.take(resting);
  turns.rest(resting);

  await expect(turns.take(other)).rejects.toThrow("too long");
  turns.leave(resting);
  expect(turns.has(other)).toBe(false);
});

test("whoever gives up is no longer in line", async () => {
  const turns = patient();
  const [first, gone, next] = [{}, {}, {}];
  await turns.take(first);
  const waiting = turns.take(gone);
  const admitted = turns.take(next);
  turns.giveUp(gone, new Error("gone"));
  await expect(waiting).rejects.toThrow("gone");
  turns.leave(first);
  await admitted;
  expect(turns.has(next)).toBe(true);
});
