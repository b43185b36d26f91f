import { createHash } from "node:crypto";
import {
  CollectionReminderDue,
  MenuItemChanged,
  PaymentRefunded,
  StockReleased,
} from "@sourdough/events-schema";
import { dynamoJson, type Key, keyOf, queryOf } from "@sourdough/lambda-kit/entity";
import {
  askedOfDynamoDb,
  dynamoDbTasks,
  itemsIn,
  keysIn,
  namesIn,
  tableUsers,
  unownedItems,
} from "@sourdough/test-kit/emulators";
import { expect, test } from "vitest";
import { ordersTable } from "../src/adapters/orders-table.ts";
import { orderId, render } from "./render.ts";

const { table, templates, machines } = await tableUsers("ordersTable");
const { entities } = ordersTable({ table });
const { order, claim, closing, limits, menuItem, outbox } = entities;

const own = keyOf(order.get({ customerId: "ada", orderId }));
const ofClaim = keyOf(claim.get({ orderId }));

const at = "2026-11-23T07:30:00.090Z";
const kitchen = queryOf(order.query.kitchen({ storeId: "store-1", status: "READY" }));

const requests: Record<string, { of: Parameters<typeof render>[1]; asks: object }> = {
  "GET /orders/{orderId}": { of: { path: { orderId } }, asks: { Key: dynamoJson(own) } },
  "GET /orders": {
    of: { querystring: { cursor: orderId } },
    asks: { ...queryOf(order.query.own({ customerId: "ada" })), ExclusiveStartKey: dynamoJson(own) },
  },
  "GET /kitchen/{storeId}/orders": {
    of: {
      path: { storeId: "store-1" },
      querystring: { status: "READY", cursor: `${at}~ada~${orderId}` },
      claims: { "cognito:groups": "staff" },
    },
    asks: {
      ...kitchen,
      ExclusiveStartKey: {
        ...dynamoJson({ ...own, updatedAt: at }),
        kitchen: Object.values(kitchen.ExpressionAttributeValues)[0],
      },
    },
  },
};

const closingEventId = (storeAndDay: string) => {
  const digits = createHash("sha256").update(storeAndDay).digest("hex").slice(0, 25).toUpperCase();
  return `evt-0${digits}-store-closed`;
};
const croissant = MenuItemChanged.examples[0];
const released = { ...StockReleased.examples[0], orderId };
const refunded = { ...PaymentRefunded.examples[2]!, orderId };
const eventId = "evt-01JD7Q2Z8M4V6T0K9X3C5B7N1A";
/** `also` is another input, for what the first leaves out. */
interface Run {
  input: unknown;
  also?: unknown;
  answers?: Record<string, unknown[]>;
  asks: Key[];
}
const runs: Record<string, Run> = {
  CheckOrder: {
    input: {
      customerId: "ada",
      lines: [{ sku: croissant.sku, quantity: 1, unitPriceCents: 280 }],
      totalCents: 280,
    },
    answers: { BatchGetItem: [{ Responses: { [table]: [] }, UnprocessedKeys: {} }] },
    asks: [keyOf(limits.get({ customerId: "ada" })), keyOf(menuItem.get({ sku: croissant.sku }))],
  },
  ChangeOrder: {
    input: { command: "MarkReady", orderId, caller: { customerId: "grace", groups: ",staff," } },
    asks: [ofClaim],
  },
  CloseOfDay: {
    input: { storeId: "store-1", closesAt: "2026-12-01T18:00:00Z", closingTime: "19:00" },
    answers: { Query: [{ Items: [{ orderId: { S: orderId }, customerId: { S: "ada" } }] }] },
    asks: [
      keyOf(closing.get({ businessDay: "2026-12-01", storeId: "store-1" })),
      keyOf(outbox.get({ about: "store-1", eventId: closingEventId("store-12026-12-01") })),
    ],
  },
  ListClosings: { input: {}, answers: { Query: [{ Items: [] }] }, asks: [] },
  RemindCustomer: {
    input: {
      "detail-type": CollectionReminderDue.name,
      detail: { metadata: {}, data: { orderId, customerId: "ada" } },
    },
    answers: { GetItem: [{ Item: { status: { S: "READY" }, totalCents: { N: "840" } } }] },
    asks: [
      own,
      keyOf(outbox.get({ about: orderId, eventId: `${orderId.replace("ord", "evt")}-reminder-requested` })),
    ],
  },
  ProjectMenu: {
    input: [
      {
        messageId: "1",
        body: JSON.stringify({ detail: { metadata: { sequence: 4 }, data: croissant } }),
      },
    ],
    asks: [keyOf(menuItem.get({ sku: croissant.sku }))],
  },
  RecordReturns: {
    input: { "detail-type": StockReleased.name, detail: { metadata: {}, data: released } },
    also: { "detail-type": PaymentRefunded.name, detail: { metadata: { eventId }, data: refunded } },
    answers: {
      GetItem: [{ Item: { customerId: { S: "ada" } } }, { Item: { email: { S: "ada@example.com" } } }],
    },
    asks: [ofClaim, own, keyOf(outbox.get({ about: orderId, eventId: `${eventId}-told` }))],
  },
};

/** Names that an item of the table can have. */
const names = Object.values(entities).flatMap(({ schema }) => Object.keys(schema.attributes));
const keyNames = ["pk", "sk", "kitchen", "updatedAt"];

test("every route and state machine that asks for the table is here", () => {
  expect(Object.keys(templates).sort()).toEqual(Object.keys(requests).sort());
  expect(Object.keys(machines).sort()).toEqual(Object.keys(runs).sort());
});

test.each(Object.entries(requests))("%s asks by the keys of an order", (route, { of, asks }) => {
  const request = JSON.parse(render(templates[route]!, of).text);

  expect(request).toMatchObject({ TableName: table, ...asks });
  expect([...names, ...keyNames]).toEqual(expect.arrayContaining(namesIn(request)));
});

test.each(Object.entries(runs))(
  "%s asks by the keys of its entities",
  async (name, { input, also, answers, asks }) => {
    const { requests, states } = await askedOfDynamoDb(machines[name]!, input, answers);
    if (also !== undefined) {
      const second = await askedOfDynamoDb(machines[name]!, also, answers);
      requests.push(...second.requests);
      states.push(...second.states);
    }

    expect(states).toEqual(expect.arrayContaining(dynamoDbTasks(machines[name])));
    expect(keysIn(requests)).toHaveLength(asks.length);
    expect(keysIn(requests)).toEqual(expect.arrayContaining(asks));
    expect(unownedItems(entities, itemsIn(requests))).toEqual([]);
    expect([...names, ...keyNames]).toEqual(expect.arrayContaining(namesIn(...requests)));
  },
);
