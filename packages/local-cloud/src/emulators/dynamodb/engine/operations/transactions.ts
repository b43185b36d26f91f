import { hash } from "node:crypto";
import { AwsError } from "../../../../core/aws-error.ts";
import { type Consumption, describeConsumed, readUnits, sumUp } from "../capacity.ts";
import type { Table } from "../catalog.ts";
import type { Core, Origin } from "../core.ts";
import { invalid } from "../errors.ts";
import type { TransactGetItemsInput, TransactWriteItem, TransactWriteItemsInput } from "../inputs.ts";
import { sizeOf } from "../item-size.ts";
import { checkKey, storedKey, wholeKey } from "../keys.ts";
import { type Item, parseItem } from "../values.ts";
import { projectionOf } from "./gets.ts";
import { meets, oldOf, type Planned, planCheck, planDelete, planPut, planUpdate } from "./plans.ts";
import { collectionOf } from "./writes.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const LARGEST = 4 * 1024 * 1024;
const TOKEN_MS = 10 * 60_000;

interface Reason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: Item;
}
const NONE: Reason = { Code: "None" };

const cancelled = (reasons: readonly Reason[]): AwsError =>
  new AwsError(
    "TransactionCanceledException",
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(", ")}]`,
    { fields: { CancellationReasons: reasons } },
  );

/** What an item is refused for becomes the reason of the whole. */
const reasonOf = (check: () => Reason | undefined): Reason => {
  try {
    return check() ?? NONE;
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== "ValidationException") throw error;
    return { Code: "ValidationError", Message: error.message };
  }
};

const throwReasons = (reasons: readonly Reason[]) => {
  if (reasons.some(({ Code }) => Code !== "None")) throw cancelled(reasons);
};

/** One action of a transaction. */
export interface Part {
  readonly tableName: string;
  readonly plan: Planned;
  readonly returnsOld: boolean;
  /** Why the transaction fails when the condition of the part does. */
  readonly failure?: Reason;
}

const ACTIONS = ["ConditionCheck", "Put", "Delete", "Update"] as const;

const partOf = (item: TransactWriteItem): Part => {
  const given = ACTIONS.filter((action) => item[action] !== undefined);
  if (given.length !== 1) throw invalid("TransactItems can only contain one of Check, Put, Update or Delete");
  const { ConditionCheck, Put, Delete, Update } = item;
  const { TableName, ReturnValuesOnConditionCheckFailure } = (ConditionCheck ?? Put ?? Delete ?? Update)!;
  const plan = Put
    ? planPut(Put)
    : Update
      ? planUpdate(Update)
      : ConditionCheck
        ? planCheck(ConditionCheck)
        : planDelete(Delete!);
  return { tableName: TableName, plan, returnsOld: ReturnValuesOnConditionCheckFailure === "ALL_OLD" };
};

const checkDistinct = (keys: readonly { readonly table: Table; readonly key: Item }[]) => {
  const distinct = new Set(
    keys.map(({ table, key }) => `${table.name} ${wholeKey(storedKey(table.key, key)).toString("latin1")}`),
  );
  if (distinct.size < keys.length)
    throw invalid("Transaction request cannot include multiple operations on one item");
};

/** Does all parts or none; throws why not, with a reason for each. */
export const runTransaction = (core: Core, origin: Origin, parts: readonly Part[]) => {
  const known = parts.map((part) => ({ ...part, table: core.table(part.tableName) }));
  throwReasons(
    known.map(({ plan, table }) =>
      reasonOf(() => {
        plan.check(table);
        return undefined;
      }),
    ),
  );
  checkDistinct(known.map(({ table, plan }) => ({ table, key: plan.key })));
  return core.transaction(origin, () => {
    const outcomes: { readonly item: Item | undefined }[] = [];
    const olds = known.map(({ table, plan }) => oldOf(table, plan));
    throwReasons(
      known.map(({ plan, table, returnsOld, failure }, place) =>
        reasonOf(() => {
          const old = olds[place]?.item;
          if (meets(plan, old)) {
            outcomes.push({ item: plan.outcome(old, table) });
            return undefined;
          }
          return (
            failure ?? {
              Code: "ConditionalCheckFailed",
              Message: "The conditional request failed",
              ...(returnsOld && old && { Item: old }),
            }
          );
        }),
      ),
    );
    if (outcomes.reduce((sum, { item }) => sum + sizeOf(item), 0) > LARGEST)
      throw invalid("Transaction request exceeds the maximum size of 4 MB");
    return known.map(({ table, plan }, place) => {
      const old = olds[place];
      const { item } = outcomes[place]!;
      // A condition check changes nothing, and is charged as a write.
      return { plan, written: core.write(table, old, item) };
    });
  });
};

/** Transactions take twice as much of a table; of indexes, no more than other writes. */
export const describeTwice = (
  asked: Consumption | undefined,
  all: Parameters<typeof sumUp>[0],
  kind: "Read" | "Write",
) => {
  const name = `${kind}CapacityUnits` as const;
  return sumUp(all).flatMap((each) => {
    const described = describeConsumed(asked, { ...each, units: 2 * each.units });
    if (!described) return [];
    const { Table, ...rest } = described;
    const table = Table && { Table: { ...Table, [name]: Table.CapacityUnits } };
    return [{ ...rest, [name]: described.CapacityUnits, ...table }];
  });
};

type Tokens = (core: Core, token: string | undefined, request: unknown, run: () => object) => object;

/** Tokens that came one after the other, with their requests' digests, and answers where there was something to say. */
interface Generation {
  readonly since: number;
  last: number;
  readonly done: Map<string, string | { readonly digest: string; readonly answer: object }>;
}

const GENERATION_MS = 60_000;

/** A request with a token answers for ten minutes, or up to one more, as it did at first, and does nothing again. */
export const createTokens = (): Tokens => {
  // Thousands of orders leave tens of thousands of tokens; together they take half, and are forgotten at once.
  let generations: Generation[] = [];
  const generationAt = (now: number): Generation => {
    const newest = generations.at(-1);
    if (newest && now - newest.since < GENERATION_MS) return newest;
    const next: Generation = { since: now, last: now, done: new Map() };
    generations.push(next);
    return next;
  };
  return (core, token, request, run) => {
    if (token === undefined) return run();
    generations = generations.filter(({ last }) => last > core.now() - TOKEN_MS);
    const digest = hash("md5", JSON.stringify(request), "base64");
    const found = generations.find(({ done }) => done.has(token))?.done.get(token);
    if (found !== undefined) {
      const known = typeof found === "string" ? { digest: found, answer: {} } : found;
      if (known.digest === digest) return known.answer;
      throw new AwsError(
        "IdempotentParameterMismatchException",
        "The request uses the same client token as a previous, but non-identical request. Do not reuse a client token with different requests, unless the requests are identical",
      );
    }
    const answer = run();
    const generation = generationAt(core.now());
    generation.last = core.now();
    generation.done.set(token, Object.keys(answer).length === 0 ? digest : { digest, answer });
    return answer;
  };
};

export const createTransactWrite = () => {
  const tokens = createTokens();
  return (core: Core, origin: Origin, input: TransactWriteItemsInput) => {
    const parts = input.TransactItems.map(partOf);
    return tokens(core, input.ClientRequestToken, input.TransactItems, () => {
      const results = runTransaction(core, origin, parts);
      const ConsumedCapacity = describeTwice(
        input.ReturnConsumedCapacity,
        results.map(({ written }) => written),
        "Write",
      );
      const metrics = results.flatMap(({ written: { table }, plan }) => {
        const found = collectionOf(input.ReturnItemCollectionMetrics, table, plan.key);
        return found ? [[table.name, found] as const] : [];
      });
      const byTable = [...Map.groupBy(metrics, ([name]) => name)];
      return {
        ...(ConsumedCapacity.length > 0 && { ConsumedCapacity }),
        ...(metrics.length > 0 && {
          ItemCollectionMetrics: Object.fromEntries(
            byTable.map(([name, all]) => [name, all.map(([, each]) => each)]),
          ),
        }),
      };
    });
  };
};

export const transactGetItems = (core: Core, input: TransactGetItemsInput) => {
  const gets = input.TransactItems.map(({ Get }) => ({
    name: Get.TableName,
    key: parseItem(Get.Key),
    shown: projectionOf(Get),
  }));
  const known = gets.map((get) => ({ ...get, table: core.table(get.name) }));
  throwReasons(
    known.map(({ table, key, shown }) =>
      reasonOf(() => {
        checkKey(table.key, key);
        shown.check(table);
        return undefined;
      }),
    ),
  );
  checkDistinct(known);
  const found = known.map(({ table, key, shown }) => {
    const stored = table.items.get(storedKey(table.key, key));
    const consumed = { table, units: readUnits(stored?.size ?? 0, true), indexes: {} };
    return { consumed, size: stored?.size ?? 0, response: stored ? { Item: shown.of(stored.item) } : {} };
  });
  if (found.reduce((sum, { size }) => sum + size, 0) > LARGEST)
    throw invalid("Transaction request exceeds the maximum size of 4 MB");
  const ConsumedCapacity = describeTwice(
    input.ReturnConsumedCapacity,
    found.map(({ consumed }) => consumed),
    "Read",
  );
  return {
    Responses: found.map(({ response }) => response),
    ...(ConsumedCapacity.length > 0 && { ConsumedCapacity }),
  };
};
