import { expect, test } from "vitest";
import { nodeProblem } from "./node-version.ts";

test("says how to get a newer Node, when this one is too old", () => {
  expect(nodeProblem("20.19.5")).toBe(
    "sourdough-local needs Node 24 or newer, and this is 20.19.5. Install one, or let npm bring one along: npx -p node@24 -p sourdough-local sourdough-local",
  );
  expect([nodeProblem("24.0.0"), nodeProblem("100.1.0")]).toEqual([undefined, undefined]);
});
