/** Metric math that cannot be evaluated; the message goes on a sentence. */
export class MathError extends Error {
  override readonly name = "MathError";
}

/** Values at the points in time that are asked for, oldest first; undefined where there is none. */
export type Points = readonly (number | undefined)[];

/** When there should be values: starts of periods, in minutes from the epoch, oldest first, each as long as the others. */
export interface Grid {
  readonly starts: readonly number[];
  readonly periodMinutes: number;
}

/** What an expression comes to. */
export type Value =
  | { readonly kind: "scalar"; readonly value: number }
  | { readonly kind: "series"; readonly points: Points; readonly label?: string }
  | {
      readonly kind: "array";
      readonly items: readonly { readonly points: Points; readonly label?: string }[];
    }
  | { readonly kind: "band"; readonly lower: Points; readonly upper: Points }
  | { readonly kind: "text"; readonly value: string };

export const scalar = (value: number): Value => ({ kind: "scalar", value });
export const series = (points: Points, label?: string): Value => ({ kind: "series", points, label });

const named = {
  scalar: "a number",
  series: "a series",
  array: "several series",
  band: "a band",
  text: "text",
};

/** Applies `change` to one series, to each of several, or to a number. */
export const map = (value: Value, change: (points: Points) => Points, what: string): Value => {
  if (value.kind === "series") return series(change(value.points), value.label);
  if (value.kind === "array")
    return { kind: "array", items: value.items.map((item) => ({ ...item, points: change(item.points) })) };
  throw new MathError(`${what} takes a series, not ${named[value.kind]}`);
};

/** Applies `combine` point by point; there is none where one of the two is missing. */
export const combine = (
  left: Value,
  right: Value,
  apply: (left: number, right: number) => number | undefined,
  what: string,
): Value => {
  if (left.kind === "scalar" && right.kind === "scalar")
    return scalar(apply(left.value, right.value) ?? Number.NaN);
  if (left.kind === "scalar")
    return map(
      right,
      (points) => points.map((point) => (point === undefined ? undefined : apply(left.value, point))),
      what,
    );
  if (right.kind === "scalar")
    return map(
      left,
      (points) => points.map((point) => (point === undefined ? undefined : apply(point, right.value))),
      what,
    );
  if (left.kind === "series" && right.kind === "array")
    return map(right, (points) => pairwise(left.points, points, apply), what);
  if (right.kind === "series") return map(left, (points) => pairwise(points, right.points, apply), what);
  throw new MathError(`${what} does not take ${named[left.kind]} and ${named[right.kind]}`);
};

const pairwise = (
  left: Points,
  right: Points,
  apply: (left: number, right: number) => number | undefined,
): Points =>
  left.map((point, index) => {
    const other = right[index];
    return point === undefined || other === undefined ? undefined : apply(point, other);
  });

export const present = (points: Points): number[] => points.filter((point) => point !== undefined);
