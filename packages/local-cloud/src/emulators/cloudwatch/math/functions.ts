import {
  combine,
  type Grid,
  MathError,
  map,
  type Points,
  present,
  scalar,
  series,
  type Value,
} from "./values.ts";

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]) => sum(values) / values.length;

export const deviation = (values: readonly number[]): number => {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
};

/** Over the points of one series a number; over several series, one that has this of each point in time. */
const aggregate =
  (of: (values: readonly number[]) => number) =>
  (value: Value): Value => {
    if (value.kind === "scalar") return value;
    if (value.kind === "series") {
      const values = present(value.points);
      return scalar(values.length > 0 ? of(values) : Number.NaN);
    }
    if (value.kind !== "array") throw new MathError("only numbers and series can be added up");
    const [first] = value.items;
    if (!first) return series([]);
    return series(
      first.points.map((_, index) => {
        const values = present(value.items.map(({ points }) => points[index]));
        return values.length > 0 ? of(values) : undefined;
      }),
    );
  };

const pointwise =
  (name: string, of: (value: number) => number) =>
  (value: Value): Value =>
    value.kind === "scalar"
      ? scalar(of(value.value))
      : map(value, (points) => points.map((point) => (point === undefined ? undefined : of(point))), name);

/** Change to the last point before that there is. */
const change = (points: Points, per: (change: number, steps: number) => number): Points => {
  let last: { value: number; index: number } | undefined;
  return points.map((value, index) => {
    const before = last;
    if (value === undefined) return undefined;
    last = { value, index };
    return before && per(value - before.value, index - before.index);
  });
};

const repeated = (points: Points): Points => {
  let last: number | undefined;
  return points.map((point) => (last = point ?? last));
};

const interpolated = (points: Points): Points =>
  points.map((point, index) => {
    if (point !== undefined) return point;
    const before = points.findLastIndex((other, at) => at < index && other !== undefined);
    const after = points.findIndex((other, at) => at > index && other !== undefined);
    if (before < 0 || after < 0) return undefined;
    const share = (index - before) / (after - before);
    return points[before]! + share * (points[after]! - points[before]!);
  });

const fill = (value: Value, filler: Value): Value => {
  if (filler.kind === "text") {
    if (filler.value === "REPEAT") return map(value, repeated, "FILL");
    if (filler.value === "LINEAR") return map(value, interpolated, "FILL");
    throw new MathError(`FILL takes REPEAT, LINEAR, a number or a series, not ${filler.value}`);
  }
  if (filler.kind === "scalar")
    return map(value, (points) => points.map((point) => point ?? filler.value), "FILL");
  if (filler.kind === "series")
    return map(value, (points) => points.map((point, index) => point ?? filler.points[index]), "FILL");
  throw new MathError("FILL takes REPEAT, LINEAR, a number or a series");
};

const at = (value: Value, index: number): number | undefined =>
  value.kind === "scalar" ? value.value : value.kind === "series" ? value.points[index] : undefined;

const choose = (condition: Value, yes: Value, no: Value | undefined): Value => {
  if ([condition, yes, no].some((value) => value && value.kind !== "scalar" && value.kind !== "series"))
    throw new MathError("IF takes numbers and single series");
  if (condition.kind === "scalar" && yes.kind === "scalar" && (no === undefined || no.kind === "scalar"))
    return condition.value ? yes : (no ?? scalar(Number.NaN));
  const like = [condition, yes, no].find((value) => value?.kind === "series") as Extract<
    Value,
    { kind: "series" }
  >;
  return series(
    like.points.map((_, index) => {
      const decides = at(condition, index);
      // Without a condition there is no answer.
      if (decides === undefined) return undefined;
      return decides ? at(yes, index) : no && at(no, index);
    }),
  );
};

type Call = (args: readonly Value[], grid: Grid) => Value;
const one =
  (run: (value: Value, grid: Grid) => Value): Call =>
  ([value], grid) =>
    run(value!, grid);

interface Described {
  readonly least: number;
  readonly most: number;
  readonly run: Call;
}
const unary = (run: (value: Value, grid: Grid) => Value): Described => ({ least: 1, most: 1, run: one(run) });

/** What of metric math the local cloud knows, beside METRICS and ANOMALY_DETECTION_BAND, which look at other queries. */
export const functions: Readonly<Record<string, Described>> = {
  ABS: unary(pointwise("ABS", Math.abs)),
  CEIL: unary(pointwise("CEIL", Math.ceil)),
  FLOOR: unary(pointwise("FLOOR", Math.floor)),
  LOG: unary(pointwise("LOG", Math.log)),
  LOG10: unary(pointwise("LOG10", Math.log10)),
  AVG: unary(aggregate(mean)),
  SUM: unary(aggregate(sum)),
  MIN: unary(aggregate((values) => Math.min(...values))),
  MAX: unary(aggregate((values) => Math.max(...values))),
  STDDEV: unary(aggregate(deviation)),
  DATAPOINT_COUNT: unary((value) =>
    scalar(value.kind === "series" ? present(value.points).length : Number.NaN),
  ),
  FILL: { least: 2, most: 2, run: ([value, filler]) => fill(value!, filler!) },
  IF: { least: 2, most: 3, run: ([condition, yes, no]) => choose(condition!, yes!, no) },
  PERIOD: unary((_, { periodMinutes }) => scalar(periodMinutes * 60)),
  RATE: unary((value, { periodMinutes }) =>
    map(
      value,
      (points) => change(points, (difference, steps) => difference / (steps * periodMinutes * 60)),
      "RATE",
    ),
  ),
  DIFF: unary((value) => map(value, (points) => change(points, (difference) => difference), "DIFF")),
  RUNNING_SUM: unary((value) =>
    map(
      value,
      (points) => {
        let total = 0;
        return points.map((point) => (point === undefined ? undefined : (total += point)));
      },
      "RUNNING_SUM",
    ),
  ),
  TIME_SERIES: unary((value, { starts }) =>
    value.kind === "scalar" ? series(starts.map(() => value.value)) : value,
  ),
};

const truth = (value: boolean) => (value ? 1 : 0);

const operators: Readonly<Record<string, (left: number, right: number) => number | undefined>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  // A division by zero has no point.
  "/": (left, right) => (right === 0 ? undefined : left / right),
  "^": (left, right) => left ** right,
  "==": (left, right) => truth(left === right),
  "!=": (left, right) => truth(left !== right),
  "<": (left, right) => truth(left < right),
  "<=": (left, right) => truth(left <= right),
  ">": (left, right) => truth(left > right),
  ">=": (left, right) => truth(left >= right),
  AND: (left, right) => truth(left !== 0 && right !== 0),
  OR: (left, right) => truth(left !== 0 || right !== 0),
};

export const applyOperator = (operator: string, left: Value, right: Value): Value =>
  combine(left, right, operators[operator]!, operator);
