import type { TraceHop } from "sourdough-local/console-api";
import { expect, test } from "vitest";
import { marksOf, scaleOf } from "./scale.ts";

const hop = (id: number, startMs: number, durationMs?: number): TraceHop => ({
  id,
  traceId: "t",
  depth: 0,
  causes: [],
  at: startMs,
  startMs,
  durationMs,
  service: "sqs",
  action: "SendMessage",
  resource: "Queue",
  arn: "arn",
});

test("a trace without a pause keeps its proportions", () => {
  const scale = scaleOf([
    hop(1, 0, 100),
    hop(2, 25),
    hop(3, 50, 50),
    hop(4, 75),
    hop(5, 12),
    hop(6, 37),
    hop(7, 62),
    hop(8, 88),
  ]);
  expect(scale.stretches).toHaveLength(1);
  expect(scale.at(25)).toBeCloseTo(0.25);
  expect(scale.at(100)).toBe(1);
});

test("half an hour of silence takes a sliver, and says how long it was", () => {
  const scale = scaleOf([hop(1, 0, 30), hop(2, 40, 20), hop(3, 1_800_000, 40)]);
  expect(scale.stretches.map(({ silenceMs }) => silenceMs)).toEqual([undefined, 1_799_940]);
  expect(scale.at(60)).toBeLessThan(0.62);
  expect(scale.at(1_800_000)).toBeGreaterThan(scale.at(60));
  expect(scale.at(1_800_040)).toBeCloseTo(1);
});

test("of many silences only the longest are cut", () => {
  const hops = Array.from({ length: 40 }, (_, index) =>
    hop(index, index * 1_000 + (index >= 20 ? 60_000 : 0)),
  );
  expect(scaleOf(hops).stretches.length).toBe(2);
});

test("a trace of one moment does not divide by nothing", () => {
  expect(scaleOf([hop(1, 5)]).at(5)).toBe(0);
  expect(scaleOf([]).at(0)).toBe(0);
});

test("the axis has round marks, a handful of them", () => {
  const marks = marksOf(scaleOf([hop(1, 0, 97)]), 6);
  expect(marks).toEqual([0, 20, 40, 60, 80]);
});
