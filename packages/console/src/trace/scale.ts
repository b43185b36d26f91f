import type { TraceHop } from "sourdough-local/console-api";

/** Stretch of a trace in which something happened, and the silence before it. */
export interface Stretch {
  fromMs: number;
  toMs: number;
  /** Of the scale's width. */
  from: number;
  to: number;
  /** Left out before this stretch. */
  silenceMs?: number;
}

export interface Scale {
  stretches: Stretch[];
  /** Milliseconds after the beginning -> 0 to 1. */
  at(ms: number): number;
}

const gapWidth = 0.03;
const shortestSilence = 800;
const mostStretches = 8;

const endOf = (hop: TraceHop) => hop.startMs + (hop.durationMs ?? 0);

const split = (points: readonly number[], first: number, silence: number) => {
  const raw: { fromMs: number; toMs: number; silenceMs?: number }[] = [{ fromMs: first, toMs: first }];
  for (const point of points) {
    const current = raw.at(-1)!;
    if (point - current.toMs > silence)
      raw.push({ fromMs: point, toMs: point, silenceMs: point - current.toMs });
    else current.toMs = point;
  }
  return raw;
};

/**
 * An order is placed in a tenth of a second and collected half an hour later: long silences are cut out of the
 * scale, so that both can be seen. Waiting hops (a task token, a delay) do not count as something happening.
 */
export const scaleOf = (hops: readonly TraceHop[]): Scale => {
  const points = hops.flatMap((hop) => [hop.startMs, endOf(hop)]).sort((a, b) => a - b);
  const first = points[0] ?? 0;
  let silence = shortestSilence;
  let raw = split(points, first, silence);
  while (raw.length > mostStretches) raw = split(points, first, (silence *= 2));
  const busy = raw.reduce((sum, stretch) => sum + Math.max(1, stretch.toMs - stretch.fromMs), 0);
  const room = 1 - gapWidth * (raw.length - 1);
  let x = 0;
  const stretches = raw.map((stretch): Stretch => {
    if (stretch.silenceMs !== undefined) x += gapWidth;
    const from = x;
    x += (room * Math.max(1, stretch.toMs - stretch.fromMs)) / busy;
    return { ...stretch, from, to: x };
  });
  return {
    stretches,
    at(ms) {
      const stretch = stretches.findLast(({ fromMs }) => fromMs <= ms) ?? stretches[0]!;
      const length = Math.max(1, stretch.toMs - stretch.fromMs);
      const t = Math.min(1, Math.max(0, (ms - stretch.fromMs) / length));
      return stretch.from + (stretch.to - stretch.from) * t;
    },
  };
};

/** Round marks for the axis, in milliseconds after the beginning. */
export const marksOf = (scale: Scale, most = 6): number[] => {
  const marks: number[] = [];
  for (const { fromMs, toMs, from, to } of scale.stretches) {
    const length = toMs - fromMs;
    const wanted = Math.max(1, Math.floor((to - from) * most));
    const power = 10 ** Math.floor(Math.log10(Math.max(1, length / wanted)));
    const step =
      [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => length / candidate <= wanted) ??
      10 * power;
    for (let mark = Math.ceil(fromMs / step) * step; mark <= toMs; mark += step) marks.push(mark);
  }
  return marks;
};
