import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { graphOf } from "../testing/graph.ts";
import { createComparison } from "./comparison.ts";

const folder = mkdtempSync(join(tmpdir(), "comparison-"));
afterAll(() => rmSync(folder, { recursive: true }));

const graph = graphOf([
  { type: "aws:lambda/alias:Alias", name: "Live", urn: "", id: "live", inputs: {}, outputs: {} },
]);
const form = (name: string, shownBy: string) => ({
  name,
  shownBy,
  perMillionUsd: 120,
  figures: [{ name: "p50", value: 46, unit: "ms" }],
});
const recorded = {
  title: "Two forms",
  recordedOn: "2026-11-29",
  by: "npm run bench",
  machine: "2 cores",
  forms: [form("one", "aws:lambda/alias:Alias Live"), form("other", "aws:sfn/stateMachine:StateMachine M")],
};
const read = (content: string | undefined, warnings: string[] = []) => {
  const file = join(folder, "figures.json");
  rmSync(file, { force: true });
  if (content !== undefined) writeFileSync(file, content);
  return createComparison(file, graph, (message) => warnings.push(message));
};

test("says which form runs, by a resource that only it has", () => {
  expect(read(JSON.stringify(recorded))()?.forms).toEqual([
    { name: "one", perMillionUsd: 120, figures: recorded.forms[0]!.figures, isRunning: true },
    { name: "other", perMillionUsd: 120, figures: recorded.forms[1]!.figures, isRunning: false },
  ]);
});

test.each([
  ["that is not there", undefined, "ENOENT"],
  ["that is no JSON", "{", "JSON"],
  ["that says something else", JSON.stringify({ ...recorded, recordedOn: "yesterday" }), "recordedOn"],
])("compares with nothing for a file %s, and says so once", (_, content, says) => {
  const warnings: string[] = [];
  const comparison = read(content, warnings);

  expect([comparison(), comparison()]).toEqual([undefined, undefined]);
  expect(warnings).toEqual([expect.stringContaining(says)]);
});

test("compares with nothing where the app names no file", () => {
  expect(createComparison(undefined, graph, () => {})()).toBeUndefined();
});
