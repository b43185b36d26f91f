import { applyOperator, deviation, functions } from "./functions.ts";
import { type Expression, parseExpression, partsOf } from "./parse.ts";
import { type Grid, MathError, map, type Points, present, scalar, series, type Value } from "./values.ts";

/** One of several queries that may name each other: a metric's values, or an expression. */
export type MathQuery =
  | { readonly id: string; readonly label?: string; readonly read: (grid: Grid) => Points }
  | { readonly id: string; readonly label?: string; readonly expression: Expression };

const KEYWORDS = new Set(["REPEAT", "LINEAR"]);
const BAND = "ANOMALY_DETECTION_BAND";

/** Periods before a point that an anomaly band is made of, and the fewest with values that make one. */
const BAND_PERIODS = 180;
const FEWEST_FOR_BAND = 3;
/** A metric that never varied still may, by this share, before it is an anomaly. */
const LEAST_DEVIATION = 0.05;

/**
 * Parses an expression and refuses what the local cloud does not know, or what names no query; `ids` are those there
 * are. Throws `MathError`.
 */
export const readExpression = (source: string, ids: ReadonlySet<string>): Expression => {
  const expression = parseExpression(source);
  for (const part of partsOf(expression)) {
    if (part.kind === "id" && !ids.has(part.name) && !KEYWORDS.has(part.name))
      throw new MathError(`"${source}" names ${part.name}, which is no id of the queries`);
    if (part.kind !== "call") continue;
    if (part.name === "METRICS" || part.name === BAND) continue;
    const known = Object.hasOwn(functions, part.name) ? functions[part.name] : undefined;
    if (!known)
      throw new MathError(
        `the local cloud has no ${part.name} in metric math; it has ${[...Object.keys(functions), "METRICS", BAND].sort().join(", ")}`,
      );
    if (part.args.length < known.least || part.args.length > known.most)
      throw new MathError(
        `${part.name} takes ${known.least === known.most ? known.least : `${known.least} to ${known.most}`} arguments, not ${part.args.length}`,
      );
  }
  return expression;
};

/**
 * Evaluates queries that name each other.
 *
 * An anomaly band is the mean of the periods before, give or take so many standard deviations: no model of hours and
 * weekdays, as CloudWatch trains one over two weeks.
 */
export const createEvaluator = (queries: readonly MathQuery[]) => {
  const byId = new Map(queries.map((query) => [query.id, query]));

  const find = (id: string, grid: Grid, path: readonly string[]): Value => {
    const query = byId.get(id);
    if (!query) return { kind: "text", value: id };
    if (path.includes(id))
      throw new MathError(`${[...path, id].join(" names ")}: queries that name each other in a circle`);
    return "read" in query
      ? series(query.read(grid), query.label)
      : run(query.expression, grid, [...path, id]);
  };

  const metrics = (args: readonly Expression[], grid: Grid): Value => {
    const [filter] = args;
    const wanted = filter?.kind === "text" ? filter.value : "";
    return {
      kind: "array",
      items: queries.flatMap((query) =>
        "read" in query && query.id.includes(wanted)
          ? [{ points: query.read(grid), label: query.label }]
          : [],
      ),
    };
  };

  const band = (args: readonly Expression[], grid: Grid, path: readonly string[]): Value => {
    const [of, times] = args;
    if (!of) throw new MathError(`${BAND} takes a metric`);
    const width = times === undefined ? scalar(2) : run(times, grid, path);
    if (width.kind !== "scalar") throw new MathError(`${BAND} takes a number of standard deviations`);
    const { starts, periodMinutes } = grid;
    const first = starts[0] ?? 0;
    const before = Array.from(
      { length: BAND_PERIODS },
      (_, index) => first - (BAND_PERIODS - index) * periodMinutes,
    );
    const past = run(of, { starts: [...before, ...starts], periodMinutes }, path);
    if (past.kind !== "series") throw new MathError(`${BAND} takes one series`);
    const edge = (sign: 1 | -1) =>
      starts.map((_, index) => {
        const values = present(past.points.slice(index, index + BAND_PERIODS));
        if (values.length < FEWEST_FOR_BAND) return undefined;
        const middle = values.reduce((sum, value) => sum + value, 0) / values.length;
        return middle + sign * width.value * Math.max(deviation(values), Math.abs(middle) * LEAST_DEVIATION);
      });
    return { kind: "band", lower: edge(-1), upper: edge(1) };
  };

  const run = (expression: Expression, grid: Grid, path: readonly string[]): Value => {
    switch (expression.kind) {
      case "number":
        return scalar(expression.value);
      case "text":
        return { kind: "text", value: expression.value };
      case "id":
        return find(expression.name, grid, path);
      case "negate": {
        const value = run(expression.of, grid, path);
        return value.kind === "scalar"
          ? scalar(-value.value)
          : map(value, (points) => points.map((point) => (point === undefined ? undefined : -point)), "-");
      }
      case "list":
        return {
          kind: "array",
          items: expression.items.flatMap((item) => {
            const value = run(item, grid, path);
            if (value.kind === "array") return value.items;
            return value.kind === "series" ? [value] : [];
          }),
        };
      case "binary":
        return applyOperator(
          expression.operator,
          run(expression.left, grid, path),
          run(expression.right, grid, path),
        );
      case "call": {
        if (expression.name === "METRICS") return metrics(expression.args, grid);
        if (expression.name === BAND) return band(expression.args, grid, path);
        const args = expression.args.map((arg) => run(arg, grid, path));
        return functions[expression.name]!.run(args, grid);
      }
    }
  };

  return { valueOf: (id: string, grid: Grid): Value => find(id, grid, []) };
};

export type Evaluator = ReturnType<typeof createEvaluator>;
