import { percentile } from "../bench/statistics.ts";

/** What a function does with so much memory. */
export interface Point {
  readonly memoryMb: number;
  /** Of an invocation that is no cold start: the median. */
  readonly ms: number;
  /** Dollars of a million such invocations, requests left out. */
  readonly usd: number;
  /** Whether there is memory to spare. */
  readonly fits: boolean;
}

/** What the dollars depend on. */
export interface Pricing {
  /** Of a gigabyte for a second. */
  readonly usdPerGbSecond: number;
}

/** A thread's share of an invocation. Milliseconds. */
export interface Sample {
  readonly ms: number;
  readonly cpuMs: number;
}

/** With so much memory there is one processor; below, a share of it: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const wholeProcessorMb = 1769;
export const shareOfProcessor = (memoryMb: number): number => Math.min(1, memoryMb / wholeProcessorMb);

/** Of a million invocations: each is billed by the millisecond that it began. */
export const usdOf = (memoryMb: number, ms: number, { usdPerGbSecond }: Pricing): number =>
  (Math.ceil(ms) / 1000) * (memoryMb / 1024) * usdPerGbSecond * 1e6;

/**
 * What the invocations would take with a share of a processor: work takes longer, and waiting does not. A handler is
 * JavaScript, which has one processor at most, however many there are.
 */
export const simulated = (
  samples: readonly Sample[],
  memorySizes: readonly number[],
  pricing: Pricing,
): Point[] =>
  memorySizes.map((memoryMb) => {
    const ms = percentile(
      samples.map(
        (sample) => Math.max(0, sample.ms - sample.cpuMs) + sample.cpuMs / shareOfProcessor(memoryMb),
      ),
      0.5,
    );
    return { memoryMb, ms, usd: usdOf(memoryMb, ms, pricing), fits: memoryMb >= enoughUnmeasuredMb };
  });

/** A process with the AWS SDK and Powertools comes near to 128 MB, which a thread on a laptop does not show. */
const enoughUnmeasuredMb = 256;
/** Of its memory, what a function may use at the most: the next event may be larger. */
const fullAt = 0.8;

/** What Lambda says of an invocation. */
export interface Report {
  readonly ms: number;
  readonly usedMb: number;
}

/** The median of what was measured. */
export const measured = (memoryMb: number, reports: readonly Report[], pricing: Pricing): Point => {
  const ms = percentile(
    reports.map((report) => report.ms),
    0.5,
  );
  const usedMb = Math.max(...reports.map((report) => report.usedMb));
  return { memoryMb, ms, usd: usdOf(memoryMb, ms, pricing), fits: usedMb <= memoryMb * fullAt };
};

export const aims = ["balanced", "cost", "speed"] as const;
export type Aim = (typeof aims)[number];

/**
 * The size to take. `cost` and `speed` allow a tenth more than the best for what is better otherwise; `balanced` is the
 * least product of both. Of equals the smallest. Throws when none has memory to spare.
 */
export const recommended = (all: readonly Point[], aim: Aim): Point => {
  const points = all.filter(({ fits }) => fits);
  if (points.length === 0)
    throw new Error("None of these sizes is known to have memory to spare: try larger ones with --memory.");
  const least = (of: (point: Point) => number, among: readonly Point[]) =>
    among.reduce((best, point) => (of(point) < of(best) ? point : best));
  const within = (of: (point: Point) => number) => {
    const best = of(least(of, points));
    return points.filter((point) => of(point) <= best * 1.1);
  };
  const usd = (point: Point) => point.usd;
  const ms = (point: Point) => point.ms;
  if (aim === "cost") return least(ms, within(usd));
  if (aim === "speed") return least(usd, within(ms));
  return least((point) => point.usd * point.ms, points);
};
