import type { Core } from "../core.ts";
import { invalid } from "../errors.ts";
import type { Condition } from "../expressions/conditions.ts";
import { queryOf } from "../expressions/key-condition.ts";
import { type Path, valueAt } from "../expressions/paths.ts";
import { answered, readBy, scanBy } from "../operations/query.ts";
import { type ReadInput, type Shown, sourceOf } from "../operations/read.ts";
import { type AttributeValue, type Item, parseItem } from "../values.ts";
import { keyTestsAndFilter } from "./keys.ts";
import type { ExecuteStatementInput } from "./requests.ts";
import type { Select } from "./statements.ts";

/** What is at each path, by the path's last name. */
export const createColumns = (paths: readonly Path[] | undefined): ((item: Item) => Item) => {
  if (!paths) return (item) => item;
  return (item) =>
    Object.fromEntries(
      paths.flatMap((path) => {
        const value = valueAt(item, path);
        const name = path.findLast((step) => typeof step === "string");
        return value ? [[name, value]] : [];
      }),
    );
};

const unpack = (token: string): Item => {
  try {
    return parseItem(JSON.parse(Buffer.from(token, "base64url").toString()));
  } catch {
    throw invalid("Invalid NextToken");
  }
};

const shownOf = (filter: Condition<AttributeValue> | undefined): Shown => ({ filter, countOnly: false });

/** Items of a table or index that meet a condition, a page of them. */
export const select = (
  core: Core,
  { table, index, where, paths, backward }: Select,
  { ConsistentRead, Limit, NextToken, ReturnConsumedCapacity }: Partial<ExecuteStatementInput>,
) => {
  const input: ReadInput = { TableName: table, IndexName: index, ConsistentRead, ReturnConsumedCapacity };
  const source = sourceOf(core.table(table), input);
  const start = NextToken === undefined ? undefined : unpack(NextToken);
  const found = keyTestsAndFilter(source.key, where);
  const page = found
    ? readBy(source, queryOf(found.tests, source.key), {
        start,
        backward,
        shown: shownOf(found.filter),
        input,
        limit: Limit,
      })
    : scanBy(source, { start, shown: shownOf(where), input, limit: Limit });
  const { Items = [], LastEvaluatedKey, ConsumedCapacity } = answered(source, input, page);
  return {
    Items: Items.map(createColumns(paths)),
    ...(LastEvaluatedKey && {
      LastEvaluatedKey,
      NextToken: Buffer.from(JSON.stringify(LastEvaluatedKey)).toString("base64url"),
    }),
    ...(ConsumedCapacity && { ConsumedCapacity }),
  };
};
