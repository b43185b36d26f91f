import { describeConsumed, readUnits, sumUp } from "../capacity.ts";
import type { Table } from "../catalog.ts";
import type { Core } from "../core.ts";
import { invalid } from "../errors.ts";
import { bindProjection } from "../expressions/bind.ts";
import { checkKeyPaths } from "../expressions/key-paths.ts";
import { checkParameters } from "../expressions/parameters.ts";
import { createProjection } from "../expressions/projection.ts";
import { createScope } from "../expressions/scope.ts";
import type { BatchGetItemInput, GetItemInput } from "../inputs.ts";
import { checkKey, storedKey, wholeKey } from "../keys.ts";
import { pathsOf } from "../legacy.ts";
import { type Item, parseItem } from "../values.ts";

type Projected = Pick<GetItemInput, "AttributesToGet" | "ExpressionAttributeNames" | "ProjectionExpression">;

/** What to show of an item: all of it, unless somebody asks for some. */
interface Shown {
  of(item: Item): Item;
  /** Throws when the table has no such attributes. */
  check(table: Table): void;
}

const whole: Shown = { of: (item) => item, check() {} };

export const projectionOf = (input: Projected): Shown => {
  if (!input.ProjectionExpression && !input.AttributesToGet && !input.ExpressionAttributeNames) return whole;
  checkParameters(input, ["ProjectionExpression"], ["AttributesToGet"]);
  const scope = createScope(input);
  const paths =
    input.ProjectionExpression === undefined
      ? input.AttributesToGet && pathsOf(input.AttributesToGet)
      : bindProjection(input.ProjectionExpression, scope);
  scope.checkUse();
  return {
    of: paths ? createProjection(paths) : (item) => item,
    check: (table) => checkKeyPaths(table, paths ?? []),
  };
};

const find = (table: Table, key: Item) => {
  checkKey(table.key, key);
  return table.items.get(storedKey(table.key, key));
};

export const getItem = (core: Core, input: GetItemInput) => {
  const shown = projectionOf(input);
  const key = parseItem(input.Key);
  const table = core.table(input.TableName);
  const found = find(table, key);
  shown.check(table);
  const units = readUnits(found?.size ?? 0, input.ConsistentRead);
  const ConsumedCapacity = describeConsumed(input.ReturnConsumedCapacity, { table, units, indexes: {} });
  return { ...(found && { Item: shown.of(found.item) }), ...(ConsumedCapacity && { ConsumedCapacity }) };
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const MOST_KEYS = 100;
const LARGEST_ANSWER = 16 * 1024 * 1024;

const checkDistinct = (table: Table, keys: readonly Item[]) => {
  const distinct = new Set(keys.map((key) => wholeKey(storedKey(table.key, key)).toString("latin1")));
  if (distinct.size < keys.length) throw invalid("Provided list of item keys contains duplicates");
};

export const batchGetItem = (core: Core, input: BatchGetItemInput) => {
  const requests = Object.entries(input.RequestItems);
  if (requests.length === 0) throw invalid("The requestItems parameter is required for BatchGetItem");
  const tooMany = requests.find(([, { Keys }]) => Keys.length > MOST_KEYS);
  if (tooMany)
    throw invalid(
      `1 validation error detected: Value at 'RequestItems.${tooMany[0]}.member.Keys' failed to satisfy constraint: Member must have length less than or equal to ${MOST_KEYS}`,
    );
  if (requests.reduce((sum, [, { Keys }]) => sum + Keys.length, 0) > MOST_KEYS)
    throw invalid("Too many items requested for the BatchGetItem call");
  const parts = requests.map(([name, request]) => ({
    name,
    request,
    keys: request.Keys.map(parseItem),
    shown: projectionOf(request),
  }));

  let bytes = 0;
  const consumed = [];
  const Responses: Record<string, Item[]> = {};
  const UnprocessedKeys: Record<string, unknown> = {};
  for (const { name, request, keys, shown } of parts) {
    const table = core.table(name);
    for (const key of keys) checkKey(table.key, key);
    shown.check(table);
    checkDistinct(table, keys);
    const items: Item[] = [];
    const left: unknown[] = [];
    let units = 0;
    for (const [place, key] of keys.entries()) {
      const found = bytes < LARGEST_ANSWER ? find(table, key) : undefined;
      if (bytes + (found?.size ?? 0) >= LARGEST_ANSWER) {
        bytes = LARGEST_ANSWER;
        left.push(request.Keys[place]);
        continue;
      }
      bytes += found?.size ?? 0;
      units += readUnits(found?.size ?? 0, request.ConsistentRead);
      if (found) items.push(shown.of(found.item));
    }
    Responses[name] = items;
    if (left.length > 0) UnprocessedKeys[name] = { ...request, Keys: left };
    consumed.push({ table, units, indexes: {} });
  }
  const ConsumedCapacity = sumUp(consumed).flatMap(
    (each) => describeConsumed(input.ReturnConsumedCapacity, each) ?? [],
  );
  return {
    Responses,
    UnprocessedKeys,
    ...(ConsumedCapacity.length > 0 && { ConsumedCapacity }),
  };
};
