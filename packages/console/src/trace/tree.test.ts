import type { TraceHop } from "sourdough-local/console-api";
import { expect, test } from "vitest";
import { rowsOf } from "./tree.ts";

const hop = (id: number, parent?: number, more: Partial<TraceHop> = {}): TraceHop => ({
  id,
  traceId: "t",
  parent,
  depth: 0,
  causes: [],
  at: id,
  startMs: id,
  service: "sqs",
  action: "SendMessage",
  resource: `Queue${id}`,
  arn: "arn",
  ...more,
});

const hops = [hop(1), hop(2, 1), hop(3, 2, { error: { code: "Throttled", message: "later" } }), hop(4, 1)];
const ids = (filter: Partial<Parameters<typeof rowsOf>[1]>) =>
  rowsOf(hops, { text: "", failedOnly: false, collapsed: new Set(), ...filter }).map((row) => row.hop.id);

test("all of them, with the number of children", () => {
  expect(ids({})).toEqual([1, 2, 3, 4]);
  expect(rowsOf(hops, { text: "", failedOnly: false, collapsed: new Set() })[0]!.children).toBe(2);
});

test("only where a journey branches does it step to the right", () => {
  const rows = rowsOf(hops, { text: "", failedOnly: false, collapsed: new Set() });
  expect(rows.map(({ indent }) => indent)).toEqual([0, 1, 1, 1]);
});

test("a collapsed hop hides all that follows from it", () =>
  expect(ids({ collapsed: new Set([2]) })).toEqual([1, 2, 4]));

test("a failure is shown with the way to it", () => expect(ids({ failedOnly: true })).toEqual([1, 2, 3]));

test("text is found in resources and errors, whatever its case", () => {
  expect(ids({ text: "queue4" })).toEqual([1, 4]);
  expect(ids({ text: "throttled" })).toEqual([1, 2, 3]);
});
