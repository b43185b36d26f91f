import { StockRejected, StockReserved } from "@sourdough/events-schema";
import { expect, test } from "vitest";
import { eventQueueHandler } from "./event-queue-handler.ts";
import { lambdaContext, sqsEvent } from "./testing.ts";

const event = {
  version: "0",
  id: "17793124-05d4-b198-2fde-7ededc63b103",
  source: "sourdough.inventory",
  "detail-type": "StockRejected",
  detail: {
    metadata: {
      eventId: "evt-01JD7Q2Z8M4V6T0K9X3C5B7N1A-stock-rejected",
      version: 1,
      occurredAt: "2026-11-23T07:30:00.000Z",
      correlationId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      causationId: "evt-01JD7Q2Z8M4V6T0K9X3C5B7N1A-stock-requested",
      traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    },
    data: StockRejected.examples[0],
  },
};

const listen = () => {
  const heard: string[] = [];
  const handler = eventQueueHandler({
    name: "Listen",
    events: [StockReserved, StockRejected],
    run: async (event) =>
      heard.push(event.name === "StockRejected" ? event.data.reason : event.data.reservationId),
  });
  return { handler, heard };
};

test("takes an event that a rule put on the queue", async () => {
  const { handler, heard } = listen();

  await expect(handler(sqsEvent(event), lambdaContext)).resolves.toEqual({ batchItemFailures: [] });
  expect(heard).toEqual(["sold_out"]);
});

test("takes an event that came by way of a topic", async () => {
  const { handler, heard } = listen();

  await handler(sqsEvent({ Type: "Notification", Message: JSON.stringify(event) }), lambdaContext);
  expect(heard).toEqual(["sold_out"]);
});

test("reports an event that breaks its contract", async () => {
  const { handler, heard } = listen();
  const broken = { ...event, detail: { ...event.detail, data: {} } };

  await expect(handler(sqsEvent(broken, event), lambdaContext)).resolves.toEqual({
    batchItemFailures: [{ itemIdentifier: "message-0" }],
  });
  expect(heard).toEqual(["sold_out"]);
});

test("takes copies of an event one after the other, and other events beside them", async () => {
  const otherId = "evt-01JD7Q2Z8M4V6T0K9X3C5B7N1B-stock-rejected";
  const other = {
    ...event,
    detail: { ...event.detail, metadata: { ...event.detail.metadata, eventId: otherId } },
  };
  const steps: string[] = [];
  const { promise: everyOther, resolve } = Promise.withResolvers<void>();
  let copies = 0;
  const handler = eventQueueHandler({
    name: "Listen",
    events: [StockRejected],
    run: async ({ metadata: { eventId } }) => {
      if (eventId === otherId) {
        steps.push("other");
        return resolve();
      }
      copies += 1;
      const copy = copies;
      steps.push(`copy ${copy} begins`);
      await everyOther;
      steps.push(`copy ${copy} ends`);
      if (copy === 1) throw new Error("the first of them fails");
    },
  });

  const byTopic = { Type: "Notification", MessageId: "another", Message: JSON.stringify(event) };
  await expect(handler(sqsEvent(event, byTopic, other), lambdaContext)).resolves.toEqual({
    batchItemFailures: [{ itemIdentifier: "message-0" }],
  });
  expect(steps).toEqual(["copy 1 begins", "other", "copy 1 ends", "copy 2 begins", "copy 2 ends"]);
});
