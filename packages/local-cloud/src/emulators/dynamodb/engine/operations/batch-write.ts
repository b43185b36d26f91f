import { describeConsumed, sumUp } from "../capacity.ts";
import type { Core, Origin } from "../core.ts";
import { invalid } from "../errors.ts";
import { type BatchWriteItemInput, MOST_WRITES } from "../inputs.ts";
import { storedKey, wholeKey } from "../keys.ts";
import { oldOf, type Planned, planDelete, planPut } from "./plans.ts";
import { collectionOf } from "./writes.ts";

type Request = BatchWriteItemInput["RequestItems"][string][number];

const planOf = ({ PutRequest, DeleteRequest }: Request): Planned => {
  if ((PutRequest === undefined) === (DeleteRequest === undefined))
    throw invalid(
      "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
    );
  return PutRequest ? planPut(PutRequest) : planDelete(DeleteRequest!);
};

/** Puts and deletes that are done each by itself; all of them are, since nothing is throttled here. */
export const batchWriteItem = (core: Core, origin: Origin, input: BatchWriteItemInput) => {
  const requests = Object.entries(input.RequestItems);
  if (requests.length === 0) throw invalid("The requestItems parameter is required for BatchWriteItem");
  if (requests.reduce((sum, [, list]) => sum + list.length, 0) > MOST_WRITES)
    throw invalid("Too many items requested for the BatchWriteItem call");
  const parts = requests.map(([name, list]) => ({ name, plans: list.map(planOf) }));
  const checked = parts.map(({ name, plans }) => {
    const table = core.table(name);
    for (const plan of plans) plan.check(table);
    const keys = plans.map(({ key }) => wholeKey(storedKey(table.key, key)).toString("latin1"));
    if (new Set(keys).size < keys.length) throw invalid("Provided list of item keys contains duplicates");
    return { table, plans };
  });

  return core.transaction(origin, () => {
    const written = checked.flatMap(({ table, plans }) =>
      plans.map((plan) => core.write(table, oldOf(table, plan), plan.outcome(undefined, table))),
    );
    const ConsumedCapacity = sumUp(written).flatMap(
      (each) => describeConsumed(input.ReturnConsumedCapacity, each) ?? [],
    );
    const metrics = checked.flatMap(({ table, plans }) => {
      const all = plans.flatMap(
        ({ key }) => collectionOf(input.ReturnItemCollectionMetrics, table, key) ?? [],
      );
      return all.length > 0 ? [[table.name, all]] : [];
    });
    return {
      UnprocessedItems: {},
      ...(ConsumedCapacity.length > 0 && { ConsumedCapacity }),
      ...(metrics.length > 0 && { ItemCollectionMetrics: Object.fromEntries(metrics) }),
    };
  });
};
