import type { Table } from "../catalog.ts";
import { invalid, invalidParameters } from "../errors.ts";
import { applyUpdate } from "../expressions/apply-update.ts";
import { bindCondition, bindUpdate } from "../expressions/bind.ts";
import type { Condition } from "../expressions/conditions.ts";
import { holds } from "../expressions/evaluate.ts";
import { checkKeyPaths, pathsOfActions, pathsOfCondition } from "../expressions/key-paths.ts";
import { checkParameters } from "../expressions/parameters.ts";
import { createScope } from "../expressions/scope.ts";
import type { Action } from "../expressions/updates.ts";
import type { DeleteItemInput, PutItemInput, UpdateItemInput } from "../inputs.ts";
import { LARGEST_ITEM, sizeOf } from "../item-size.ts";
import type { StoredItem } from "../item-store.ts";
import { checkIndexKeys, checkItem, checkKey, keyAttributes, storedKey } from "../keys.ts";
import { actionsOf, expectedOf } from "../legacy.ts";
import { type AttributeValue, type Item, parseItem } from "../values.ts";

/** A write as it was asked for, with all that can be known before the table is. */
export interface Planned {
  readonly condition?: Condition<AttributeValue>;
  /** Throws when the table cannot take it. */
  check(table: Table): void;
  /** Key of the item, in whatever else it has. */
  readonly key: Item;
  /** What becomes of the item; undefined when it goes. A condition check leaves it as it is. */
  outcome(old: Item | undefined, table: Table): Item | undefined;
}

type Conditional = Pick<
  PutItemInput,
  | "ConditionExpression"
  | "ConditionalOperator"
  | "Expected"
  | "ExpressionAttributeNames"
  | "ExpressionAttributeValues"
>;

const conditionOf = (
  input: Conditional,
  scope = createScope(input),
): Condition<AttributeValue> | undefined => {
  const condition =
    input.ConditionExpression === undefined
      ? expectedOf(input.Expected ?? {}, input.ConditionalOperator)
      : bindCondition("ConditionExpression", input.ConditionExpression, scope);
  scope.checkUse();
  return condition;
};

const LEGACY = ["Expected", "ConditionalOperator"];

const checkItemSize = (item: Item) => {
  if (sizeOf(item) > LARGEST_ITEM) throw invalid("Item size has exceeded the maximum allowed size");
};

export const putPlan = (item: Item, condition: Condition<AttributeValue> | undefined): Planned => ({
  condition,
  check(table) {
    checkItemSize(item);
    checkItem(table.key, table.indexes, item);
    checkKeyPaths(table, pathsOfCondition(condition));
  },
  key: item,
  outcome: () => item,
});

export const planPut = (input: Conditional & Pick<PutItemInput, "Item">): Planned => {
  checkParameters(input, ["ConditionExpression"], LEGACY);
  const item = parseItem(input.Item);
  checkItemSize(item);
  return putPlan(item, conditionOf(input));
};

export const deletePlan = (key: Item, condition: Condition<AttributeValue> | undefined): Planned => ({
  condition,
  check(table) {
    checkKey(table.key, key);
    checkKeyPaths(table, pathsOfCondition(condition));
  },
  key,
  outcome: () => undefined,
});

export const planDelete = (input: Conditional & Pick<DeleteItemInput, "Key">): Planned => {
  checkParameters(input, ["ConditionExpression"], LEGACY);
  const key = parseItem(input.Key);
  return deletePlan(key, conditionOf(input));
};

export const planCheck = (input: Conditional & Pick<DeleteItemInput, "Key">): Planned => ({
  ...planDelete(input),
  outcome: (old) => old,
});

const checkTargets = (actions: readonly Action<AttributeValue>[], table: Table) => {
  for (const { name } of keyAttributes(table.key)) {
    const action = actions.find(({ path }) => path[0] === name);
    if (action) throw invalidParameters(`Cannot update attribute ${name}. This attribute is part of the key`);
  }
};

export interface PlannedUpdate extends Planned {
  readonly actions: readonly Action<AttributeValue>[];
}

export const updatePlan = (
  key: Item,
  actions: readonly Action<AttributeValue>[],
  condition: Condition<AttributeValue> | undefined,
): PlannedUpdate => ({
  condition,
  check(table) {
    checkKey(table.key, key);
    checkTargets(actions, table);
    checkKeyPaths(table, [...pathsOfActions(actions), ...pathsOfCondition(condition)]);
  },
  key,
  actions,
  outcome(old, table) {
    const item = applyUpdate(actions, old ?? key);
    checkIndexKeys(table.indexes, item);
    if (sizeOf(item) > LARGEST_ITEM)
      throw invalid("Item size to update has exceeded the maximum allowed size");
    return item;
  },
});

export const planUpdate = (
  input: Conditional & Pick<UpdateItemInput, "Key" | "UpdateExpression" | "AttributeUpdates">,
): PlannedUpdate => {
  checkParameters(input, ["UpdateExpression", "ConditionExpression"], ["AttributeUpdates", ...LEGACY]);
  const key = parseItem(input.Key);
  const scope = createScope(input);
  const actions =
    input.UpdateExpression === undefined
      ? actionsOf(input.AttributeUpdates ?? {})
      : bindUpdate(input.UpdateExpression, scope);
  return updatePlan(key, actions, conditionOf(input, scope));
};

export const oldOf = (table: Table, { key }: Planned): StoredItem | undefined =>
  table.items.get(storedKey(table.key, key));

export const meets = ({ condition }: Planned, old: Item | undefined): boolean =>
  condition === undefined || holds(condition, old ?? {});
