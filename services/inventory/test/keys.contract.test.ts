import { OrderRejected } from "@sourdough/events-schema";
import { dynamoJson, identityOf, type Key, keyOf, queryOf } from "@sourdough/lambda-kit/entity";
import {
  AwsError,
  askedOfDynamoDb,
  dynamoDbTasks,
  itemsIn,
  keysIn,
  namesIn,
  tableUsers,
  unownedItems,
} from "@sourdough/test-kit/emulators";
import { expect, test } from "vitest";
import { inventoryTable } from "../src/adapters/inventory-table.ts";
import { orderId, outcome, request, ulid } from "./messages.ts";
import { render, renderFor } from "./render.ts";

const { table, templates, machines } = await tableUsers("inventoryTable");
const { entities, collections } = inventoryTable({ table });
const { store, stock, reservation, outbox, import: imports, demand, popular, variantDay } = entities;

const menu = queryOf(collections.menu({ storeId: "store-1" }));
const requests: Record<string, object> = {
  "GET /stores": queryOf(store.query.all({})),
  "GET /stores/{storeId}/menu": {
    ...menu,
    ExpressionAttributeValues: {
      ...menu.ExpressionAttributeValues,
      ...dynamoJson({ ":stock": identityOf(stock).entity! }),
    },
  },
};

const since = "2026-11-29T08:00:00.000Z";
const query = { cursor: "item#bread#Rye#rye", since };
const pieces = keyOf(stock.get({ storeId: "store-1", sku: "rye" }));
const ofStore = { storeId: "store-1" };
requests["GET /stores/{storeId}/popular"] = { Key: dynamoJson(keyOf(popular.get(ofStore))) };

const importId = "imp-01JD7Q2Z8M4V6T0K9X3C5B7N1A";
const officeRequests: Record<string, object> = {
  "GET /office/demand": queryOf(demand.query.ofStore(ofStore).gte({ minute: since })),
  "GET /office/experiments": queryOf(variantDay.query.all({}), { order: "desc", limit: 500 }),
  "GET /office/imports": queryOf(imports.query.all({}), { order: "desc", limit: 20 }),
  "GET /office/imports/{importId}/problems": { Key: dynamoJson(keyOf(imports.get({ importId }))) },
  "GET /office/stock/{storeId}": {
    ...menu,
    ExpressionAttributeValues: {
      ...menu.ExpressionAttributeValues,
      ...dynamoJson({ ":stock": identityOf(stock).entity! }),
      ":low": { N: "5" },
    },
    ExclusiveStartKey: expect.objectContaining(dynamoJson(pieces)),
  },
};

const held = keyOf(reservation.get({ orderId: orderId(1) }));
const answer = (eventId: string) => keyOf(outbox.get({ about: orderId(1), eventId }));
const asks = (name: string) => `evt-${ulid(1)}-token-1-${name}`;
const cancelled = (...reasons: string[]) =>
  new AwsError(
    "TransactionCanceledException",
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.join(", ")}]`,
  );
const message = (body: string) => [{ messageId: "1", body }];
const reserved = {
  ...dynamoJson({ storeId: "store-1", status: "RESERVED" }),
  lines: { L: [{ M: { sku: { S: "rye" }, quantity: { N: "3" } } }] },
};

type Run = { input: unknown; answers?: Record<string, unknown[]>; keys: Key[] };
const ask = message(request(1, { rye: 3 }));
const rejected = message(outcome(OrderRejected, 1));
const runs: Record<string, Run[]> = {
  ReserveStock: [
    { input: ask, keys: [held, answer(asks("stock-reserved")), pieces] },
    {
      input: ask,
      answers: {
        TransactWriteItems: [cancelled("None", "None", "ConditionalCheckFailed")],
        BatchGetItem: [{ Responses: { [table]: [] }, UnprocessedKeys: {} }],
      },
      keys: [held, answer(asks("stock-reserved")), pieces, answer(asks("stock-rejected"))],
    },
    {
      input: ask,
      answers: {
        TransactWriteItems: [cancelled("ConditionalCheckFailed", "None", "None")],
        GetItem: [{ Item: reserved }],
      },
      keys: [held, answer(asks("stock-reserved")), pieces],
    },
  ],
  SettleReservation: [
    {
      input: rejected,
      answers: { GetItem: [{ Item: reserved }] },
      keys: [held, pieces, answer(`evt-${ulid(1)}-orderrejected-stock-released`)],
    },
    { input: rejected, keys: [held] },
  ],
};

/** Names that an item of the table can have. */
const names = [
  ...Object.values(entities).flatMap(({ schema }) => Object.keys(schema.attributes)),
  ...["pk", "sk", "menuPk", "menuSk", "entity"],
];

test("every route and state machine that asks for the table is here", () => {
  expect(Object.keys(templates).sort()).toEqual(
    [...Object.keys(requests), ...Object.keys(officeRequests)].sort(),
  );
  expect(Object.keys(machines).sort()).toEqual(Object.keys(runs).sort());
});

test.each(Object.entries(requests))("%s asks by the keys of its entities", (route, query) => {
  const { answer } = render(templates[route]!, {});

  expect(answer).toMatchObject(query);
  expect(names).toEqual(expect.arrayContaining(namesIn(answer)));
});

test.each(Object.entries(officeRequests))("%s asks by the keys of its entities", (route, request) => {
  const { ExpressionAttributeNames, ...asked } = request as { ExpressionAttributeNames?: object };
  const { answer } = renderFor(
    templates[route]!,
    {},
    { groups: "staff", path: { importId, storeId: "store-1" }, query },
  );

  expect(answer).toMatchObject({
    ...asked,
    ...(ExpressionAttributeNames && {
      ExpressionAttributeNames: expect.objectContaining(ExpressionAttributeNames),
    }),
  });
  expect(names).toEqual(expect.arrayContaining(namesIn(answer)));
});

test.each(Object.entries(runs))("%s asks by the keys of its entities", async (name, ways) => {
  const entered: string[] = [];
  for (const { input, answers, keys } of ways) {
    const { requests, states } = await askedOfDynamoDb(machines[name]!, input, answers);
    entered.push(...states);

    expect(keysIn(requests)).toHaveLength(keys.length);
    expect(keysIn(requests)).toEqual(expect.arrayContaining(keys));
    expect(unownedItems(entities, itemsIn(requests))).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(namesIn(...requests)));
  }
  expect(entered).toEqual(expect.arrayContaining(dynamoDbTasks(machines[name])));
});
