import { NotificationSentV2, OrderConfirmed, OrderStatusChangedV2 } from "@sourdough/events-schema";
import { DisputesView } from "@sourdough/events-schema/http";
import { keyOf } from "@sourdough/lambda-kit/entity";
import {
  askedOfDynamoDb,
  compileTemplate,
  dynamoDbTasks,
  inputVariable,
  itemsIn,
  keysIn,
  namesIn,
  tableUsers,
  unownedItems,
  utilVariable,
} from "@sourdough/test-kit/emulators";
import { expect, test } from "vitest";
import { paymentsTable } from "../src/adapters/payments-table.ts";
import { answerDispute } from "../src/routes/answer-dispute.ts";
import { disputesFound, disputesRefused } from "../src/routes/list-disputes.ts";

const { table, templates, machines } = await tableUsers("paymentsTable");
const { entities } = paymentsTable({ table });
const orderId = "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A";
const eventId = "evt-01JD7Q2Z8M4V6T0K9X3C5B7N1A-1";
const at = "2026-11-23T07:30:00.000Z";

const render = (
  template: string,
  groups: string,
  request: { body?: unknown; query?: Record<string, string>; path?: Record<string, string> } = {},
) => {
  const context = {
    requestId: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
    authorizer: { claims: { sub: "grace", "cognito:groups": groups } },
    responseOverride: { header: {} as Record<string, string>, status: undefined as number | undefined },
  };
  const { body, query = {}, path = {} } = request;
  const input = inputVariable(body === undefined ? "" : JSON.stringify(body), {
    path,
    querystring: query,
    header: {},
  });
  const text = compileTemplate(template).render({ input, context, util: utilVariable });
  return { json: JSON.parse(text), status: context.responseOverride.status };
};

/** Names that an item of the table can have. */
const names = Object.values(entities).flatMap(({ schema }) => Object.keys(schema.attributes));

test("every route and state machine that asks for the table is here", () => {
  expect(Object.keys(templates)).toEqual(["GET /office/disputes"]);
  expect(Object.keys(machines).sort()).toEqual(["AnswerDispute", "KeepEvidence"]);
});

test.each([
  [OrderConfirmed, OrderConfirmed.examples[0], "ordered", "Ordered at store-1: 3 butter-croissant."],
  [NotificationSentV2, NotificationSentV2.examples[0], "told", "Told the customer by email: OrderConfirmed."],
  [
    OrderStatusChangedV2,
    { ...OrderStatusChangedV2.examples[0], status: "COLLECTED" },
    "collected",
    "Collected at store-1.",
  ],
] as const)(
  "keeps of $name what a bank may ask for, as the entity has it",
  async ({ name }, data, kind, text) => {
    const event = { "detail-type": name, detail: { metadata: { eventId }, data: { ...data, orderId } } };
    const { requests } = await askedOfDynamoDb(machines.KeepEvidence!, event);
    const [item] = itemsIn(requests);

    expect(keysIn(requests)).toEqual([keyOf(entities.fact.get({ orderId, kind, eventId }))]);
    expect(item).toMatchObject({ kind, text, orderId, ttl: expect.any(Number) });
    expect(unownedItems(entities, itemsIn(requests))).toEqual([]);
    expect(JSON.stringify(item)).not.toContain("@");
  },
);

test("answers a dispute by the keys of its entities", async () => {
  const input = {
    disputeId: "du_3QPx",
    body: { answer: "contest", text: "They were here." },
    caller: { groups: ",staff," },
    causationId: "request-1",
    traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  };
  const item = { status: { S: "OPEN" }, orderId: { S: orderId }, answerCallback: { S: "callback-1" } };
  const { requests, states } = await askedOfDynamoDb(machines.AnswerDispute!, input, {
    GetItem: [{ Item: item }],
  });

  expect(states).toEqual(expect.arrayContaining(["FindDispute", "NoteAnswer", "WakeExecution"]));
  expect(dynamoDbTasks(machines.AnswerDispute)).toEqual(["FindDispute", "NoteAnswer", "FindAnswer"]);
  expect(keysIn(requests)).toEqual(
    expect.arrayContaining([
      keyOf(entities.dispute.get({ disputeId: "du_3QPx" })),
      keyOf(
        entities.outbox.get({
          about: orderId,
          eventId: "evt-01JD7Q2Z8M4V6T0K9X3C5B7N1A-dispute-answered-du-3qpx",
        }),
      ),
    ]),
  );
  expect([...names, "pk", "sk"]).toEqual(expect.arrayContaining(namesIn(...requests)));
});

test("asks for a page of disputes where the last one ended", () => {
  const { json } = render(templates["GET /office/disputes"]!, "staff", { query: { cursor: `${at}~du_1` } });

  expect(json).toMatchObject({
    TableName: table,
    IndexName: "office",
    Limit: 50,
    ScanIndexForward: false,
    ExclusiveStartKey: { pk: { S: "dispute#du_1" }, sk: { S: "dispute" }, openedAt: { S: at } },
  });
  expect(json.ExclusiveStartKey.office).toEqual(Object.values(json.ExpressionAttributeValues)[0]);
});

test.each([
  ["customers", {}],
  ["staff", { query: { cursor: "x" } }],
])("makes a query that DynamoDB refuses for %s with %o", (groups, request) => {
  expect(render(templates["GET /office/disputes"]!, groups, request).json).not.toHaveProperty(
    "KeyConditionExpression",
  );
  const refused = render(disputesRefused, groups, { body: { __type: "ValidationException" } });
  expect([refused.status, refused.json.status]).toEqual(groups === "staff" ? [400, 400] : [403, 403]);
});

test("shows disputes as their contract says, whatever staff wrote", () => {
  const shared = {
    disputeId: { S: "du_1" },
    orderId: { S: orderId },
    amountCents: { N: "840" },
    currency: { S: "EUR" },
    reason: { S: "fraudulent" },
    openedAt: { S: at },
    answerBy: { S: at },
    reminders: { N: "1" },
  };
  const text = 'She said "no" \\ and it\'s so:\n5 €';
  const answered = {
    ...shared,
    status: { S: "SENT" },
    answer: { S: "contest" },
    answeredBy: { S: "staff" },
    answeredAt: { S: at },
    answerText: { S: text },
    evidence: { L: [{ M: { kind: { S: "told" }, at: { S: at }, text: { S: 'by "email"' } } }] },
  };
  const last = { pk: { S: "dispute#du_1" }, sk: { S: "dispute" }, openedAt: { S: at } };
  const { json } = render(disputesFound, "staff", {
    body: { Items: [{ ...shared, status: { S: "OPEN" } }, answered], LastEvaluatedKey: last },
  });

  expect(DisputesView.parse(json)).toMatchObject({
    disputes: [
      { status: "OPEN", evidence: [] },
      { status: "SENT", text, evidence: [{ text: 'by "email"' }] },
    ],
    cursor: `${at}~du_1`,
  });
});

test("hands the answer over as it was written", () => {
  const body = { answer: "contest", text: 'a "b" \\ it\'s {% 1 %} $x #end\n€' };
  const { json } = render(answerDispute("arn:machine"), "staff", { body, path: { disputeId: "du_1" } });

  expect(JSON.parse(json.input)).toMatchObject({ disputeId: "du_1", body, caller: { groups: ",staff," } });
  for (const [groups, disputeId] of [
    ["customers", "du_1"],
    ["staff", "du 1"],
  ] as const)
    expect(render(answerDispute("arn:machine"), groups, { body, path: { disputeId } }).json.input).toBe(
      "refused",
    );
});
