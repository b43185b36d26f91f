import { type Expression, readExpression } from "./expression.ts";
import { readParse } from "./parse-command.ts";
import { createReader, type Reader } from "./reader.ts";
import { extended, groupRow, type Row } from "./row.ts";
import { inOrder, isTrue, type Value } from "./values.ts";

/** What a query finds. */
export interface Found {
  readonly rows: readonly Row[];
  /** The fields that are shown. */
  readonly columns: readonly string[];
  /** Lines that all filters let pass. */
  readonly matched: number;
}
export interface Query {
  /** Lines in any order. */
  run(lines: readonly Row[], limit: number): Found;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
export const MOST_ROWS = 10_000;

type Step = (rows: readonly Row[]) => readonly Row[];
interface Named {
  readonly name: string;
  readonly of: Expression;
  /** Whether it is no field that lines have by themselves. */
  readonly isMade: boolean;
}

/** What was read so far of a query. */
interface Plan {
  readonly steps: Step[];
  /** How many of the steps come before any that puts lines together or leaves some out. */
  filters: number;
  shown: string[];
  display?: string[];
  stats: number;
  readonly made: Set<string>;
  hasDedup: boolean;
  hasFields: boolean;
}

const isFieldName = (text: string) => /^(?:[@A-Za-z_][\w@.]*|`[^`]+`)$/.test(text);

const readNamed = (reader: Reader, aggregates: boolean): Named => {
  const begin = reader.at;
  const of = readExpression(reader, { aggregates });
  const text = reader.textFrom(begin);
  if (!reader.takes("as")) return { name: text.replaceAll("`", ""), of, isMade: !isFieldName(text) };
  const name = reader.field();
  if (name === undefined) throw reader.refuse("as takes a name.");
  return { name, of, isMade: true };
};

const readList = (reader: Reader, aggregates = false): Named[] => {
  const list: Named[] = [];
  do list.push(readNamed(reader, aggregates));
  while (reader.takes(","));
  return list;
};

const make = ({ made }: Plan, names: readonly string[], reader: Reader, begin: number) => {
  for (const name of names) {
    if (made.has(name))
      throw reader.refuse(`the field ${name} is made twice: take another name the second time.`, begin);
    made.add(name);
  }
};

const groupBy = (rows: readonly Row[], keys: readonly Named[], aggregates: readonly Named[]): Row[] => {
  const groups = Map.groupBy(rows, (row) => JSON.stringify(keys.map(({ of }) => of({ row }) ?? null)));
  return [...groups.values()].map((group) => {
    const scope = { row: group[0]!, group };
    return groupRow(
      new Map([...keys, ...aggregates].map(({ name, of }): [string, Value] => [name, of(scope)])),
    );
  });
};

const commands: Readonly<Record<string, (reader: Reader, plan: Plan) => void>> = {
  fields(reader, plan) {
    const begin = reader.at;
    const list = readList(reader);
    const made = list.filter(({ isMade }) => isMade);
    make(
      plan,
      made.map(({ name }) => name),
      reader,
      begin,
    );
    plan.hasFields = true;
    plan.shown.push(...list.map(({ name }) => name));
    if (made.length > 0)
      plan.steps.push((rows) =>
        rows.map((row) => extended(row, new Map(made.map(({ name, of }) => [name, of({ row })])))),
      );
  },
  display(reader, plan) {
    plan.display = readList(reader).map(({ name, isMade }) => {
      if (isMade) throw reader.refuse(`display takes fields: write fields ${name} as … before.`);
      return name;
    });
  },
  filter(reader, plan) {
    const condition = readExpression(reader);
    plan.steps.push((rows) => rows.filter((row) => isTrue(condition({ row }))));
  },
  parse(reader, plan) {
    const begin = reader.at;
    const { names, apply } = readParse(reader);
    make(plan, names, reader, begin);
    plan.steps.push((rows) => rows.map(apply));
    plan.shown.push(...names);
  },
  stats(reader, plan) {
    const begin = reader.at;
    plan.stats += 1;
    if (plan.stats > 2) throw reader.refuse("a query has two stats at most.", begin);
    const aggregates = readList(reader, true);
    const keys = reader.takes("by") ? readList(reader) : [];
    const names = [...keys, ...aggregates].map(({ name }) => name);
    plan.made.clear();
    make(plan, names, reader, begin);
    plan.shown = names;
    plan.display = undefined;
    plan.steps.push((rows) => groupBy(rows, keys, aggregates));
  },
  sort(reader, plan) {
    const by: { of: Expression; sign: number }[] = [];
    do {
      const of = readExpression(reader);
      const sign = reader.takes("desc") ? -1 : 1;
      if (sign === 1) reader.takes("asc");
      by.push({ of, sign });
    } while (reader.takes(","));
    plan.steps.push((rows) =>
      [...rows].sort((row, other) => {
        for (const { of, sign } of by) {
          const order = inOrder(of({ row }), of({ row: other }));
          if (order !== 0) return order * sign;
        }
        return 0;
      }),
    );
  },
  limit(reader, plan) {
    const most = reader.number();
    if (most === undefined || !Number.isInteger(most) || most < 1 || most > MOST_ROWS)
      throw reader.refuse(`limit takes a whole number from 1 to ${MOST_ROWS}.`);
    plan.steps.push((rows) => rows.slice(0, most));
  },
  dedup(reader, plan) {
    const keys = readList(reader);
    plan.hasDedup = true;
    plan.steps.push((rows) => {
      const seen = new Set<string>();
      return rows.filter((row) => {
        const values = keys.map(({ of }) => of({ row }));
        if (values.includes(undefined)) return true;
        const key = JSON.stringify(values);
        return !seen.has(key) && seen.add(key);
      });
    });
  },
};

const readCommand = (reader: Reader, plan: Plan) => {
  const begin = reader.at;
  const written = reader.field();
  const name = written === "where" ? "filter" : (written?.toLowerCase() ?? "");
  const read = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!read)
    throw reader.refuse(
      `${written ? `the local cloud has no command ${written}; it has` : "a command is missing here: one of"} ${Object.keys(commands).join(", ")}.`,
      begin,
    );
  if (plan.hasDedup && name !== "limit") throw reader.refuse("only limit may come after dedup.", begin);
  const keepsLines = ["fields", "filter", "parse", "display", "sort"].includes(name);
  const before = plan.steps.length;
  read(reader, plan);
  if (keepsLines && plan.filters === before) plan.filters = plan.steps.length;
};

const newestFirst = (one: Row, other: Row) =>
  other.event!.at - one.event!.at || other.event!.id - one.event!.id;

/**
 * Compiles a query of CloudWatch Logs Insights. Throws MalformedQueryException with the place and the remedy where it is
 * none, or uses what is not implemented.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
export const compileQuery = (text: string): Query => {
  const reader = createReader(text);
  const plan: Plan = {
    steps: [],
    filters: 0,
    shown: [],
    stats: 0,
    made: new Set(),
    hasDedup: false,
    hasFields: false,
  };
  try {
    do readCommand(reader, plan);
    while (reader.takes("|"));
  } catch (error) {
    if (error instanceof RangeError) throw reader.refuse("this is nested too deep: write it flatter.");
    throw error;
  }
  if (!reader.isAtEnd()) throw reader.refuse("the command ends here: write | before the next one.");
  const { display, filters, hasFields, shown, stats, steps } = plan;
  return {
    run(lines, limit) {
      let rows: readonly Row[] = [...lines].sort(newestFirst);
      let matched = rows.length;
      steps.forEach((step, index) => {
        rows = step(rows);
        if (index < filters) matched = rows.length;
      });
      const columns = display ?? (hasFields || stats > 0 ? shown : ["@timestamp", "@message", ...shown]);
      return {
        rows: rows.slice(0, limit),
        columns: [...new Set(stats > 0 ? columns : [...columns, "@ptr"])],
        matched,
      };
    },
  };
};
