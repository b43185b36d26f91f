import type { Point } from "./types.ts";

const radius = 9;
const stepsPerCorner = 5;

/** The line with its corners rounded, as close points: what is drawn, and what lights travel along. */
export const roundCorners = (points: readonly Point[]): Point[] => {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return [];
  const out: Point[] = [first];
  for (let index = 1; index < points.length - 1; index++) {
    const [before, corner, after] = [points[index - 1]!, points[index]!, points[index + 1]!];
    const into = Math.hypot(corner[0] - before[0], corner[1] - before[1]);
    const outOf = Math.hypot(after[0] - corner[0], after[1] - corner[1]);
    const r = Math.min(radius, into / 2, outOf / 2);
    if (r < 0.5) continue;
    const start: Point = [
      corner[0] + ((before[0] - corner[0]) * r) / into,
      corner[1] + ((before[1] - corner[1]) * r) / into,
    ];
    const end: Point = [
      corner[0] + ((after[0] - corner[0]) * r) / outOf,
      corner[1] + ((after[1] - corner[1]) * r) / outOf,
    ];
    for (let step = 0; step <= stepsPerCorner; step++) {
      const t = step / stepsPerCorner;
      const [a, b, c] = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2];
      out.push([a * start[0] + b * corner[0] + c * end[0], a * start[1] + b * corner[1] + c * end[1]]);
    }
  }
  out.push(last);
  return out;
};

export const toPath = (points: readonly Point[]): string =>
  points.map(([x, y], index) => `${index === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
