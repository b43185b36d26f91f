import { aggregate, aggregates, binOf, functions, periodOf } from "./functions.ts";
import type { Reader } from "./reader.ts";
import type { Row } from "./row.ts";
import { compare, fromBoolean, isTrue, toNumber, type Value } from "./values.ts";

/** What an expression is evaluated on; `group` has the lines that `stats` put together. */
export interface Scope {
  readonly row: Row;
  readonly group?: readonly Row[];
}
export type Expression = (scope: Scope) => Value;

interface Surroundings {
  /** Whether aggregates may stand here, which they may in `stats` alone. */
  readonly aggregates: boolean;
}

const numeric =
  (one: Expression, other: Expression, of: (one: number, other: number) => number): Expression =>
  (scope) => {
    const left = toNumber(one(scope));
    const right = toNumber(other(scope));
    if (left === undefined || right === undefined) return undefined;
    const result = of(left, right);
    return Number.isFinite(result) ? result : undefined;
  };

const comparisons: Readonly<Record<string, (difference: number) => boolean>> = {
  "=": (difference) => difference === 0,
  "!=": (difference) => difference !== 0,
  "<": (difference) => difference < 0,
  "<=": (difference) => difference <= 0,
  ">": (difference) => difference > 0,
  ">=": (difference) => difference >= 0,
};
const sums: Readonly<Record<string, (one: number, other: number) => number>> = {
  "+": (one, other) => one + other,
  "-": (one, other) => one - other,
};
const products: Readonly<Record<string, (one: number, other: number) => number>> = {
  "*": (one, other) => one * other,
  "/": (one, other) => one / other,
  "%": (one, other) => one % other,
};

const not =
  (of: Expression): Expression =>
  (scope) =>
    fromBoolean(!isTrue(of(scope)));

/** Reads an expression: `or` binds least, then `and`, `not`, comparisons, sums, products, powers. */
export const readExpression = (reader: Reader, where: Surroundings = { aggregates: false }): Expression => {
  const one = () => readExpression(reader, where);

  const list = <Item>(end: string, read: () => Item): Item[] => {
    const items: Item[] = [];
    if (reader.takes(end)) return items;
    do items.push(read());
    while (reader.takes(","));
    reader.expect(end, `write ${end} behind what it closes.`);
    return items;
  };

  const bin = (): Expression => {
    const begin = reader.at;
    const count = reader.number();
    const unit = reader.word() ?? "";
    const ms = count ? periodOf(count, unit) : undefined;
    if (ms === undefined)
      throw reader.refuse("bin takes a number and ms, s, m, h, d or w: write bin(5m).", begin);
    reader.takes(unit);
    reader.expect(")", "bin takes one period: write bin(5m).");
    return ({ row }) => binOf(row, ms);
  };

  const aggregated = (name: string, begin: number): Expression => {
    if (!where.aggregates) throw reader.refuse(`${name} aggregates: write it behind stats.`, begin);
    if (name === "count" && (reader.takes("*") || reader.operator() === ")")) {
      reader.expect(")", "write count(*).");
      return ({ group = [] }) => aggregate(name, group, undefined);
    }
    const of = readExpression(reader);
    let percentile: number | undefined;
    if (name === "pct") {
      reader.expect(",", "pct takes a field and a percentage: write pct(duration, 99).");
      percentile = reader.number();
      if (percentile === undefined || percentile > 100)
        throw reader.refuse("a percentage is a number from 0 to 100: write pct(duration, 99).");
    }
    reader.expect(")", `${name} takes no more here: close it by ).`);
    return ({ group = [] }) => aggregate(name, group, (row) => of({ row }), percentile);
  };

  const call = (written: string, begin: number): Expression => {
    const name = written.toLowerCase();
    if (name === "bin") return bin();
    if (Object.hasOwn(aggregates, name)) return aggregated(name, begin);
    const known = Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (!known)
      throw reader.refuse(
        `the local cloud has no function ${written}; it has ${[...Object.keys(functions), "bin", ...Object.keys(aggregates)].join(", ")}.`,
        begin,
      );
    const given = list(")", one);
    const { least, most = least, of } = known;
    if (given.length < least || given.length > most)
      throw reader.refuse(
        `${written} takes ${least === most ? least : `${least} to ${most}`} values, not ${given.length}.`,
        begin,
      );
    return (scope) => of(...given.map((each) => each(scope)));
  };

  const primary = (): Expression => {
    const begin = reader.at;
    if (reader.takes("(")) {
      const inner = one();
      reader.expect(")", "write ) behind what ( opened.");
      return inner;
    }
    if (reader.takes("-")) return numeric(() => 0, primary(), sums["-"]!);
    const constant = reader.number() ?? reader.string();
    if (constant !== undefined) return () => constant;
    const isField = !["and", "or", "not", "like", "in", "as", "by"].includes(reader.word() ?? "");
    const name = isField ? reader.field() : undefined;
    if (name === undefined)
      throw reader.refuse('a field, a number, a "text" or a function is missing here.', begin);
    if (reader.takes("(")) return call(name, begin);
    return ({ row }) => row.get(name);
  };
  const power = (): Expression => {
    const base = primary();
    return reader.takes("^") ? numeric(base, power(), (left, right) => left ** right) : base;
  };
  const chain =
    (operators: typeof sums, next: () => Expression): (() => Expression) =>
    () => {
      let left = next();
      for (let name = reader.operator(); name && operators[name]; name = reader.operator()) {
        reader.takes(name);
        left = numeric(left, next(), operators[name]!);
      }
      return left;
    };
  const sum = chain(sums, chain(products, power));

  const like = (left: Expression): Expression => {
    const regex = reader.regex();
    const text = regex ? undefined : reader.string();
    if (regex === undefined && text === undefined)
      throw reader.refuse('like takes a "text" or a /regular expression/.');
    return (scope) => {
      const value = left(scope);
      if (value === undefined) return 0;
      return fromBoolean(regex ? regex.test(String(value)) : String(value).includes(text!));
    };
  };
  const within = (left: Expression): Expression => {
    reader.expect("[", 'in takes a list: write in ["WARN", "ERROR"].');
    const members = list("]", sum);
    return (scope) => {
      const value = left(scope);
      if (value === undefined) return 0;
      return fromBoolean(
        members.some((member) => {
          const other = member(scope);
          return other !== undefined && compare(value, other) === 0;
        }),
      );
    };
  };
  const comparison = (): Expression => {
    const left = sum();
    if (reader.takes("like") || reader.takes("=~")) return like(left);
    if (reader.takes("in")) return within(left);
    if (reader.takes("not")) {
      if (reader.takes("like")) return not(like(left));
      reader.expect("in", "not stands before like, in, or a whole condition.");
      return not(within(left));
    }
    const name = reader.operator() ?? "";
    const holds = comparisons[name];
    if (!holds) return left;
    reader.takes(name);
    const right = sum();
    return (scope) => {
      const values = [left(scope), right(scope)];
      if (values[0] === undefined || values[1] === undefined) return 0;
      return fromBoolean(holds(compare(values[0], values[1])));
    };
  };
  const negation = (): Expression => (reader.takes("not") ? not(negation()) : comparison());
  const both = (): Expression => {
    let left = negation();
    while (reader.takes("and")) {
      const [before, right] = [left, negation()];
      left = (scope) => fromBoolean(isTrue(before(scope)) && isTrue(right(scope)));
    }
    return left;
  };
  const either = (): Expression => {
    let left = both();
    while (reader.takes("or")) {
      const [before, right] = [left, both()];
      left = (scope) => fromBoolean(isTrue(before(scope)) || isTrue(right(scope)));
    }
    return left;
  };
  return either();
};
