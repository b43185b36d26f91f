import type { DryOutcome } from "sourdough-local/models";
import * as z from "zod";
import { type Item, invalidAttributes } from "../items.ts";
import { madeUpItems } from "../made-up-items.ts";
import { itemsLike, keepItem, oneOfEachKind } from "../memory.ts";
import type { CallSite, Operations } from "./call-site.ts";
import { checkEntry } from "./events.ts";
import { answers, errors, fails } from "./outcomes.ts";

const Put = z.looseObject({ TableName: z.string(), Item: z.record(z.string(), z.unknown()) });
const Get = z.looseObject({ TableName: z.string(), Key: z.record(z.string(), z.unknown()) });
const Transaction = z.looseObject({
  TransactItems: z.array(z.looseObject({ Put: Put.optional() })),
});
const BatchGet = z.looseObject({
  RequestItems: z.record(z.string(), z.looseObject({ Keys: z.array(z.unknown()) })),
});
const Query = z.looseObject({
  ProjectionExpression: z.string(),
  ExpressionAttributeNames: z.record(z.string(), z.string()).default({}),
});
const Outbox = z.looseObject({
  entity: z.strictObject({ S: z.literal("outbox") }),
  source: z.strictObject({ S: z.string() }),
  detailType: z.strictObject({ S: z.string() }),
  detail: z.strictObject({ S: z.string() }),
});

const cancelled = "DynamoDb.TransactionCanceledException";
const cancellations = (items: readonly object[]): DryOutcome[] => {
  // Only what has a condition fails it.
  const conditional = items.flatMap((item, at) =>
    JSON.stringify(item).includes('"ConditionExpression"') ? [at] : [],
  );
  return [
    ...conditional.slice(0, 4).map((at) => [at, "ConditionalCheckFailed"] as const),
    [0, "TransactionConflict"] as const,
  ].map(([at, reason]) => {
    const reasons = items.map((_, index) => (index === at ? reason : "None")).join(", ");
    return fails(
      cancelled,
      `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons}] (Service: DynamoDb, Status Code: 400)`,
    );
  });
};

/** Items are those that machines put; what goes to the outbox is an event. */
export const dynamodbOperations = (site: CallSite): Operations => {
  const { machine, memory, claim } = site;
  const remember = (state: string, { TableName, Item }: z.infer<typeof Put>) => {
    const invalid = invalidAttributes(Item);
    if (invalid !== "")
      claim(state, "item.invalid", {
        problem: `It puts an item that DynamoDB refuses, at ${invalid}.`,
        rule: "Every attribute has one type and a value: {'S': text}, {'N': text of a number}.",
        remedy: "Leave the attribute out where the field it is made of is missing.",
      });
    const outbox = Outbox.safeParse(Item);
    if (outbox.success) {
      const { source, detailType, detail } = outbox.data;
      checkEntry(site, state, { Source: source.S, DetailType: detailType.S, Detail: detail.S });
    }
    keepItem(memory, TableName, Item);
  };

  return {
    "dynamodb:PutItem": (call) => {
      const put = Put.safeParse(call.input);
      if (put.success) remember(call.state, put.data);
      return [answers({}), ...errors(call)];
    },
    "dynamodb:TransactWriteItems": (call) => {
      const { data } = Transaction.safeParse(call.input);
      const items = data?.TransactItems ?? [];
      for (const item of items) if (item.Put) remember(call.state, item.Put);
      const cancellable = call.caught.includes(cancelled) ? cancellations(items) : [];
      return [answers({}), ...cancellable, ...errors(call, cancelled)];
    },
    "dynamodb:GetItem": (call, refused) => {
      const { data } = Get.safeParse(call.input);
      const { exact, similar } = data
        ? itemsLike(memory, data.TableName, data.Key)
        : { exact: [], similar: [] };
      const found = [
        ...oneOfEachKind(exact),
        ...(refused && exact.length > 0 ? [] : [undefined]),
        ...(exact.length > 0 ? [] : oneOfEachKind(similar)),
      ];
      // Of a kind that no machine writes: it has what is asked of it.
      const { Item: expected } = machine.expects(call.state);
      if (exact.length + similar.length === 0 && typeof expected === "object")
        found.push(...madeUpItems(site.context.contracts, expected as Item, machine.constants));
      return [...found.map((Item) => answers({ Item })), ...errors(call)];
    },
    // What it reads of each item is in the projection; a page may have another one behind it.
    "dynamodb:Query": (call) => {
      const { data } = Query.safeParse(call.input);
      const names = data?.ProjectionExpression.split(", ").map(
        (name) => data.ExpressionAttributeNames[name] ?? name,
      );
      const Items = names
        ? madeUpItems(
            site.context.contracts,
            Object.fromEntries(names.map((name) => [name, { S: "text" }])),
            machine.constants,
          )
        : [];
      const isLast = "ExclusiveStartKey" in call.input;
      return [
        answers({ Items }),
        answers({ Items: [] }),
        ...(isLast ? [] : [answers({ Items, LastEvaluatedKey: { pk: { S: "text" }, sk: { S: "text" } } })]),
        ...errors(call),
      ];
    },
    "dynamodb:BatchGetItem": (call) => {
      const { data } = BatchGet.safeParse(call.input);
      const responses = (pick: (table: string, key: Item) => Item[]) => ({
        Responses: Object.fromEntries(
          Object.entries(data?.RequestItems ?? {}).map(([table, { Keys }]) => [
            table,
            Keys.flatMap((key) => pick(table, key as Item)),
          ]),
        ),
        UnprocessedKeys: {},
      });
      // The first of what each key may find, then the second.
      const some = [0, 1, 2, 3].map((index) =>
        responses((table, key) => {
          const { exact, similar } = itemsLike(memory, table, key);
          return [...exact, ...similar].slice(index, index + 1);
        }),
      );
      return [answers(responses(() => [])), ...some.map(answers), ...errors(call)];
    },
  };
};
