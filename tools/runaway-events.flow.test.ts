import { PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
} from "@aws-sdk/client-sqs";
import {
  causedBy,
  deepest,
  type EventContract,
  parseEvent,
  pattern,
  StockLow,
  StoreClosed,
  toEntry,
} from "@sourdough/events-schema";
import { metadata } from "@sourdough/events-schema/testing";
import { type Bakery, openBakery } from "@sourdough/test-kit";
import { afterAll, beforeAll, expect, test } from "vitest";

let bakery: Bakery;
beforeAll(async () => {
  bakery = await openBakery();
});
afterAll(() => bakery?.stop());

/** A queue behind a rule for `taken`, and what answers each of its messages with `answer`: a consumer as all are. */
const plantConsumer = async (taken: EventContract, answer: EventContract) => {
  const { sqs, events } = bakery.clients;
  const name = `Answers${taken.name}`;
  const created = await sqs.send(
    new CreateQueueCommand({
      QueueName: name,
      Attributes: {
        Policy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Principal: { Service: "events.amazonaws.com" },
              Action: "sqs:SendMessage",
              Resource: "*",
            },
          ],
        }),
      },
    }),
  );
  const QueueUrl = created.QueueUrl!;
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }),
  );
  const EventBusName = String(bakery.outputs.busName);
  await events.send(
    new PutRuleCommand({ Name: name, EventBusName, EventPattern: JSON.stringify(pattern(taken)) }),
  );
  await events.send(
    new PutTargetsCommand({ Rule: name, EventBusName, Targets: [{ Id: name, Arn: Attributes!.QueueArn! }] }),
  );
  return async () => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    for (const { Body, ReceiptHandle } of Messages) {
      const event = parseEvent([taken], JSON.parse(Body!));
      const entry = toEntry(answer, answer.examples[0], {
        ...metadata,
        ...causedBy(event.metadata),
        eventId: `${metadata.eventId}-${event.metadata.depth ?? 0}`,
      });
      await bakery.publish(entry.Source, entry.DetailType, JSON.parse(entry.Detail));
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  };
};

test("two consumers that answer each other end in a dead-letter queue, which says why", async () => {
  const answerLow = await plantConsumer(StockLow, StoreClosed);
  const answerClosed = await plantConsumer(StoreClosed, StockLow);
  const runaways = bakery.queue("RunawayEventsDeadLetterQueue");
  const first = toEntry(StockLow, StockLow.examples[0], metadata);
  await bakery.publish(first.Source, first.DetailType, JSON.parse(first.Detail));

  await bakery.until("the chain has come to its end", async () => {
    await Promise.all([answerLow(), answerClosed()]);
    return runaways.size() > 0;
  });
  await Promise.all([answerLow(), answerClosed()]);

  const chain = bakery.published.filter(
    ({ detail }) => detail.metadata.correlationId === metadata.correlationId,
  );
  expect(chain).toHaveLength(deepest + 2);
  const [letter, ...others] = runaways.peek();
  expect(others).toEqual([]);
  expect(JSON.parse(letter!)).toMatchObject({
    reason: expect.stringContaining("More than 25 events led to it"),
    event: {
      "detail-type": "StockLow",
      detail: { metadata: { correlationId: metadata.correlationId, depth: 26 } },
    },
  });
});

test("a depth that is no number goes there as well, and is nobody's", async () => {
  const before = bakery.queue("RunawayEventsDeadLetterQueue").size();
  await bakery.publish(StockLow.source, StockLow.name, {
    metadata: { ...metadata, version: 1, depth: "deep" },
    data: StockLow.examples[0],
  });
  await bakery.quiet();
  expect(bakery.queue("RunawayEventsDeadLetterQueue").size()).toBe(before + 1);
});
