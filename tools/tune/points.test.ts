import { expect, test } from "vitest";
import { plot } from "./plot.ts";
import { type Point, recommended, shareOfProcessor, simulated, usdOf } from "./points.ts";

const pricing = { usdPerGbSecond: 0.00001 };

test("half the memory of a processor is half a processor, and nothing is more than one", () => {
  expect([128, 884.5, 1769, 10_240].map(shareOfProcessor)).toEqual([128 / 1769, 0.5, 1, 1]);
});

test("work takes longer with less memory, and waiting does not", () => {
  const samples = [{ ms: 110, cpuMs: 10 }];
  const points = simulated(samples, [884.5, 1769, 3538], pricing);

  expect(points.map(({ ms }) => ms)).toEqual([120, 110, 110]);
  // 110 ms of 3.455 GB, a million times.
  expect(points[2]!.usd).toBeCloseTo(0.11 * (3538 / 1024) * 10, 6);
});

test("an invocation is billed by the millisecond that it began", () => {
  expect(usdOf(1024, 1.2, pricing)).toBeCloseTo(0.002 * 10, 9);
});

const points: Point[] = [
  { memoryMb: 128, ms: 400, usd: 1, fits: true },
  { memoryMb: 256, ms: 200, usd: 1.05, fits: true },
  { memoryMb: 512, ms: 120, usd: 1.2, fits: true },
  { memoryMb: 1024, ms: 110, usd: 2.3, fits: true },
  { memoryMb: 2048, ms: 109, usd: 4.6, fits: true },
];
test.each([
  ["cost", 256],
  ["balanced", 512],
  ["speed", 1024],
] as const)("recommends for %s what is hardly worse and better otherwise", (aim, memoryMb) => {
  expect(recommended(points, aim).memoryMb).toBe(memoryMb);
});

test("recommends nothing that has no memory to spare", () => {
  const tight = points.map((point) => ({ ...point, fits: point.memoryMb > 512 }));

  expect(recommended(tight, "cost").memoryMb).toBe(1024);
  expect(() => recommended(tight.slice(0, 2), "cost")).toThrow("try larger ones with --memory");
  const small = simulated([{ ms: 10, cpuMs: 1 }], [128, 256], pricing);
  expect(small.map(({ fits }) => fits)).toEqual([false, true]);
});

test("draws each size with its time and cost, the chosen one in bold", () => {
  const svg = plot('Of "a" & <b>', "measured", points, points[2]!);

  expect(svg).toMatch(/^<svg [^>]+>\n<title>Of &#34;a&#34; &#38; &#60;b&#62;<\/title>/);
  expect(svg).toContain('font-weight="bold">512 MB');
  expect(svg).toContain("<title>256 MB: 200.0 ms</title>");
  expect(svg).toContain("<title>256 MB: 1.05 $ a million</title>");
  expect(svg.match(/<polyline/g)).toHaveLength(2);
  expect(svg).not.toContain("NaN");
});

test("draws a single size as well", () => {
  expect(plot("One", "", [points[0]!], points[0]!)).not.toContain("NaN");
});
