import { AwsError } from "../../../../core/aws-error.ts";
import { describeConsumed } from "../capacity.ts";
import type { Table } from "../catalog.ts";
import type { Core, Origin } from "../core.ts";
import { hasLocalIndexes } from "../definition.ts";
import { invalid } from "../errors.ts";
import { createProjection } from "../expressions/projection.ts";
import type { Action } from "../expressions/updates.ts";
import type { DeleteItemInput, PutItemInput, UpdateItemInput } from "../inputs.ts";
import { pick } from "../keys.ts";
import type { AttributeValue, Item } from "../values.ts";
import { meets, oldOf, type Planned, planDelete, planPut, planUpdate } from "./plans.ts";

interface Single {
  readonly TableName: string;
  readonly ReturnValues?: PutItemInput["ReturnValues"];
  readonly ReturnValuesOnConditionCheckFailure?: PutItemInput["ReturnValuesOnConditionCheckFailure"];
  readonly ReturnConsumedCapacity?: PutItemInput["ReturnConsumedCapacity"];
  readonly ReturnItemCollectionMetrics?: PutItemInput["ReturnItemCollectionMetrics"];
}

/** The size of what shares a partition key, which only matters where local indexes limit it. */
export const collectionOf = (asked: "SIZE" | "NONE" | undefined, table: Table, key: Item) =>
  asked === "SIZE" && hasLocalIndexes(table)
    ? { ItemCollectionKey: pick(key, [table.key.hash[0]!.name]), SizeEstimateRangeGB: [0, 1] }
    : undefined;

const conditionFailed = (Item: Item | undefined) =>
  new AwsError("ConditionalCheckFailedException", "The conditional request failed", {
    fields: Item ? { Item } : {},
  });

type Returned = (old: Item | undefined, item: Item | undefined) => Item | undefined;

/** Does one write by itself. */
export const writeOne = (core: Core, origin: Origin, input: Single, plan: Planned, returned: Returned) => {
  const table = core.table(input.TableName);
  plan.check(table);
  return core.transaction(origin, () => {
    const old = oldOf(table, plan);
    if (!meets(plan, old?.item))
      throw conditionFailed(input.ReturnValuesOnConditionCheckFailure === "ALL_OLD" ? old?.item : undefined);
    const item = plan.outcome(old?.item, table);
    const written = core.write(table, old, item);
    const Attributes = returned(old?.item, item);
    const ConsumedCapacity = describeConsumed(input.ReturnConsumedCapacity, written);
    const ItemCollectionMetrics = collectionOf(input.ReturnItemCollectionMetrics, table, plan.key);
    return {
      ...(Attributes && { Attributes }),
      ...(ConsumedCapacity && { ConsumedCapacity }),
      ...(ItemCollectionMetrics && { ItemCollectionMetrics }),
    };
  });
};

const oldOrNothing =
  ({ ReturnValues }: Single): Returned =>
  (old) =>
    ReturnValues === "ALL_OLD" ? old : undefined;

const checkReturned = ({ ReturnValues = "NONE" }: Single) => {
  if (ReturnValues !== "ALL_OLD" && ReturnValues !== "NONE")
    throw invalid("ReturnValues can only be ALL_OLD or NONE");
};

export const put = (core: Core, origin: Origin, input: PutItemInput) => {
  const plan = planPut(input);
  checkReturned(input);
  return writeOne(core, origin, input, plan, oldOrNothing(input));
};

export const remove = (core: Core, origin: Origin, input: DeleteItemInput) => {
  const plan = planDelete(input);
  checkReturned(input);
  return writeOne(core, origin, input, plan, oldOrNothing(input));
};

export const updated =
  (kind: Single["ReturnValues"], actions: readonly Action<AttributeValue>[]): Returned =>
  (old, item) => {
    switch (kind) {
      case "ALL_OLD":
        return old;
      case "ALL_NEW":
        return item;
      case "UPDATED_OLD":
      case "UPDATED_NEW": {
        const from = kind === "UPDATED_OLD" ? old : item;
        const found = from && createProjection(actions.map(({ path }) => path))(from);
        return found && Object.keys(found).length > 0 ? found : undefined;
      }
      default:
        return undefined;
    }
  };

export const update = (core: Core, origin: Origin, input: UpdateItemInput) => {
  const plan = planUpdate(input);
  return writeOne(core, origin, input, plan, updated(input.ReturnValues, plan.actions));
};
