import { isRecord } from "../../core/values.ts";
import {
  type Expression,
  isPath,
  isTrue,
  type RuleInput,
  readCondition,
  readOperand,
  type Tokens,
  tokensOf,
} from "./rule-expression.ts";
import { type Filter, parseFilter } from "./topics.ts";

/** What a topic rule says. */
export interface RuleSql {
  readonly filter: Filter;
  applies(input: RuleInput): boolean;
  /** What the rule hands on; undefined where that would be all of a payload that is no object. */
  select(input: RuleInput): unknown;
}

type Item = "*" | { readonly name: string; readonly value: Expression };

const readItem = (tokens: Tokens): Item | undefined => {
  if (tokens.take("*")) return "*";
  const first = tokens.peek();
  const value = readOperand(tokens);
  if (!value) return undefined;
  const isNamed = tokens.take("AS");
  // How AWS calls what is no field and has no name is not documented.
  const name = isNamed ? tokens.next() : first;
  return isPath(name) && !name.includes(".") && (isNamed || !/^(topic|true|false)$/i.test(name))
    ? { name, value }
    : undefined;
};

const readItems = (tokens: Tokens): Item[] | undefined => {
  const items: Item[] = [];
  do {
    const item = readItem(tokens);
    if (!item) return undefined;
    items.push(item);
  } while (tokens.take(","));
  return items;
};

const selectOf =
  (items: readonly Item[]) =>
  ({ payload, topic }: RuleInput): unknown => {
    if (items.length === 1 && items[0] === "*") return payload;
    if (items.includes("*") && !isRecord(payload)) return undefined;
    const parts = items.map((item) =>
      item === "*" ? (payload as object) : { [item.name]: item.value({ payload, topic }) },
    );
    return Object.assign({}, ...parts);
  };

/**
 * Reads the part of AWS's language that the local cloud knows: `SELECT` of all, of fields, `topic(n)` and literals,
 * `WHERE` of comparisons with `AND` and `OR`. Undefined for anything else, and where there is no topic filter.
 * https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-reference.html
 */
export const parseRuleSql = (sql: string): RuleSql | undefined => {
  const tokens = tokensOf(sql);
  if (!tokens?.take("SELECT")) return undefined;
  const items = readItems(tokens);
  if (!items || !tokens.take("FROM")) return undefined;
  const topics = tokens.next();
  const filter = topics?.startsWith("'") ? parseFilter(topics.slice(1, -1)) : undefined;
  if (!filter || filter.group !== undefined) return undefined;
  const condition = tokens.take("WHERE") ? readCondition(tokens) : () => true;
  tokens.take(";");
  if (!condition || tokens.peek() !== undefined) return undefined;
  return { filter, applies: (input) => isTrue(condition(input)), select: selectOf(items) };
};
