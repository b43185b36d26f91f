import {
  CollectionReminderDue,
  CollectionReminderRequested,
  OrderStatusChangedV2,
  parseEvent,
} from "@sourdough/events-schema";
import { AwsError, createWorkflows } from "@sourdough/test-kit/emulators";
import { afterEach, expect, test } from "vitest";
import { remindCustomer } from "./remind-customer.ts";

let stop = () => {};
afterEach(() => stop());

const orderId = "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A";
const ulid = "01JD7Q2Z8M4V6T0K9X3C5B7N1A";
const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const metadata = { eventId: `evt-${ulid}`, correlationId: orderId, traceparent };
const changed = (status: string, at: string) => ({
  "detail-type": OrderStatusChangedV2.name,
  detail: { metadata, data: { orderId, customerId: "ada", status, at } },
});
const due = {
  "detail-type": CollectionReminderDue.name,
  detail: { metadata, data: { orderId, customerId: "ada" } },
};
const item = {
  customerId: { S: "ada" },
  email: { S: "ada@example.com" },
  storeId: { S: "store-1" },
  totalCents: { N: "840" },
  currency: { S: "EUR" },
};

interface Neighbours {
  /** What the scheduler answers with, if not well. */
  refusal?: string;
  order?: Record<string, unknown> | undefined;
  /** Whether the outbox has the reminder. */
  said?: boolean;
}

const remind = async (event: object, { refusal, order, said }: Neighbours = {}) => {
  const asked: { operation: string; input: Record<string, unknown> }[] = [];
  const published: Record<string, { S: string }>[] = [];
  const kept: unknown[] = [];
  const scheduler = (operation: string) => (input: object) => {
    asked.push({ operation, input: input as Record<string, unknown> });
    if (refusal) throw new AwsError(refusal, "No");
    return {};
  };
  const workflows = createWorkflows({
    scheduler: {
      CreateSchedule: scheduler("CreateSchedule"),
      DeleteSchedule: scheduler("DeleteSchedule"),
    },
    dynamodb: {
      GetItem: () => ({ Item: order as never }),
      PutItem: ({ Item, ConditionExpression }) => {
        expect(ConditionExpression).toBe("attribute_not_exists(pk)");
        if (said) throw new AwsError("ConditionalCheckFailedException", "The conditional request failed");
        published.push(Item as Record<string, { S: string }>);
        return {};
      },
    },
    sqs: {
      SendMessage: ({ MessageBody }) => {
        kept.push(JSON.parse(MessageBody ?? ""));
        return { MessageId: "1" };
      },
    },
  });
  stop = workflows.stop;
  const machine = remindCustomer({
    table: "orders",
    busName: "bus",
    busArn: "arn:bus",
    scheduleGroup: "reminders",
    scheduleRoleArn: "arn:role",
    schedulesDeadLetterQueueArn: "arn:queue",
    deadLetterQueueUrl: "https://queue",
  });
  const arn = await workflows.start(await workflows.machine("RemindCustomer", machine), event);
  let end: { status: string } | undefined;
  void workflows.end(arn).then((ended) => (end = ended as { status: string }));
  await expect
    .poll(() => {
      workflows.cloud.clock.advance(1000);
      return end?.status;
    })
    .toBe("SUCCEEDED");
  return { asked, published, kept, startedAt: workflows.cloud.clock.now() };
};

test("makes a schedule for half an hour after the bag was ready, which deletes itself", async () => {
  const { asked } = await remind(changed("READY", "2099-12-01T10:00:00.412Z"));

  expect(asked).toMatchObject([
    {
      operation: "CreateSchedule",
      input: {
        Name: orderId,
        GroupName: "reminders",
        ScheduleExpression: "at(2099-12-01T10:30:00)",
        ActionAfterCompletion: "DELETE",
        Target: { Arn: "arn:bus", EventBridgeParameters: { DetailType: "CollectionReminderDue" } },
      },
    },
  ]);
});

test("what it schedules is an event by its contract, once the scheduler has put the time in", async () => {
  const { asked } = await remind(changed("READY", "2099-12-01T10:00:00.000Z"));
  const target = asked[0]?.input.Target as { Input: string } | undefined;
  const detail = JSON.parse(
    String(target?.Input).replace("<aws.scheduler.scheduled-time>", "2099-12-01T10:30:00Z"),
  );

  expect(
    parseEvent([CollectionReminderDue], {
      source: CollectionReminderDue.source,
      "detail-type": CollectionReminderDue.name,
      detail,
    }),
  ).toMatchObject({ data: { orderId, customerId: "ada" }, metadata: { causationId: `evt-${ulid}` } });
});

test("does not schedule for a time that is over", async () => {
  const { asked, startedAt } = await remind(changed("READY", "2026-11-23T07:30:00.000Z"));
  const [, at] = /^at\((.+)\)$/.exec(String(asked[0]?.input.ScheduleExpression)) ?? [];

  expect(Date.parse(`${at}Z`)).toBeGreaterThan(startedAt - 60_000);
});

test.each(["COLLECTED", "NOT_COLLECTED", "CANCELLED"])("removes it when the order is %s", async (status) => {
  const { asked } = await remind(changed(status, "2026-11-23T07:30:00.000Z"));

  expect(asked).toEqual([{ operation: "DeleteSchedule", input: { Name: orderId, GroupName: "reminders" } }]);
});

test.each([
  ["a schedule that is there already", "READY", "ConflictException"],
  ["a schedule that is not there any more", "COLLECTED", "ResourceNotFoundException"],
])("is done with %s", async (_, status, refusal) => {
  const { asked, kept } = await remind(changed(status, "2099-12-01T10:00:00.000Z"), { refusal });

  expect(asked).toHaveLength(1);
  expect(kept).toEqual([]);
});

test.each([
  ["no group", "READY", "ResourceNotFoundException"],
  ["no answer", "COLLECTED", "InternalServerException"],
])("keeps the event when there is %s", async (_, status, refusal) => {
  const event = changed(status, "2099-12-01T10:00:00.000Z");

  await expect(remind(event, { refusal })).resolves.toMatchObject({
    kept: [{ event, error: { Error: `Scheduler.${refusal}` } }],
  });
});

test.each([
  ["", item],
  [", with a phone and nothing paid", { ...item, phone: { S: "+4915112345678" }, unpaid: { BOOL: true } }],
])("asks for the reminder of an order that is still there%s", async (_, order) => {
  const { published } = await remind(due, { order: { ...order, status: { S: "READY" } } });
  const [record] = published;
  const event = parseEvent([CollectionReminderRequested], {
    source: record?.source?.S,
    "detail-type": record?.detailType?.S,
    detail: JSON.parse(record?.detail?.S ?? ""),
  });

  expect(event.metadata.eventId).toBe(`evt-${ulid}-reminder-requested`);
  expect(event.data).toMatchObject({ orderId, customer: { email: "ada@example.com" }, totalCents: 840 });
  expect("unpaid" in event.data).toBe("unpaid" in order);
});

test("is done when it was asked for before", async () => {
  const order = { ...item, status: { S: "READY" } };

  await expect(remind(due, { order, said: true })).resolves.toMatchObject({ published: [], kept: [] });
});

test.each(["COLLECTED", "NOT_COLLECTED"])("says nothing of an order that is %s", async (status) => {
  await expect(remind(due, { order: { ...item, status: { S: status } } })).resolves.toMatchObject({
    published: [],
    kept: [],
  });
});

test("says nothing of an order that is not there", async () => {
  await expect(remind(due)).resolves.toMatchObject({ published: [], kept: [] });
});
