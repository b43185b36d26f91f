import { expect, test } from "vitest";
import { remembered } from "./remembered.ts";

test("makes each thing once, and forgets what was not asked for the longest", () => {
  const made: string[] = [];
  const make = remembered((text) => {
    made.push(text);
    return { text };
  }, 2);
  const a = make("a");
  make("b");
  expect(make("a")).toBe(a);
  make("c");
  expect(make("a")).toBe(a);
  expect(make("b")).toEqual({ text: "b" });
  expect(made).toEqual(["a", "b", "c", "b"]);
});

test("remembers nothing of what could not be made", () => {
  let tries = 0;
  const make = remembered(() => {
    tries++;
    throw new Error("burnt");
  });
  expect(() => make("a")).toThrow("burnt");
  expect(() => make("a")).toThrow("burnt");
  expect(tries).toBe(2);
});
