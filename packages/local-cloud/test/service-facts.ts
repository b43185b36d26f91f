import { randomUUID } from "node:crypto";
import {
  DeleteRuleCommand,
  type EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  type Target,
  TestEventPatternCommand,
} from "@aws-sdk/client-eventbridge";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { guideCases } from "../src/patterns/guide.cases.ts";
import { compile } from "../src/patterns/index.ts";
import { matchCases } from "../src/patterns/pattern.cases.ts";

/** Where the facts are asked for: here or on AWS. */
export interface Place {
  readonly sqs: SQSClient;
  readonly events: EventBridgeClient;
  stop(): Promise<void>;
}

/** A pattern is only tested against whole events. */
const wholeEvent = (event: object) => ({
  id: "7bf73129-1428-4cd3-a780-95db273d1602",
  account: "123456789012",
  source: "bakery",
  time: "2026-01-01T00:00:00Z",
  region: "eu-west-1",
  resources: [],
  "detail-type": "Baked",
  ...event,
});

/** What AWS's documentation leaves open: the same questions to the emulators and, on a stage, to AWS. */
export const describeServiceFacts = (name: string, skip: boolean, connect: () => Promise<Place>) =>
  describe.skipIf(skip)(name, () => {
    let place: Place;
    beforeAll(async () => {
      place = await connect();
    });
    afterAll(() => place?.stop());

    const createQueue = async () => {
      const { QueueUrl } = await place.sqs.send(
        new CreateQueueCommand({ QueueName: `service-facts-${randomUUID()}` }),
      );
      onTestFinished(async () => void (await place.sqs.send(new DeleteQueueCommand({ QueueUrl }))));
      const [account, queue] = QueueUrl!.split("/").slice(-2);
      const region = await place.sqs.config.region();
      return { QueueUrl: QueueUrl!, arn: `arn:aws:sqs:${region}:${account}:${queue}` };
    };

    test.each([...matchCases, ...guideCases])("EventBridge knows $rule", async (each) => {
      const pattern = JSON.stringify(each.pattern);
      const { matches } = compile(pattern, { dialect: "bus" });
      for (const event of [...each.matching, ...each.others].map(wholeEvent)) {
        const Event = JSON.stringify(event);
        const { Result } = await place.events.send(
          new TestEventPatternCommand({ EventPattern: pattern, Event }),
        );
        expect(Result, Event).toBe(matches(event));
      }
    });

    test("SQS refuses the receipt handle of another queue, and what is none", async () => {
      const [one, other] = [await createQueue(), await createQueue()];
      await place.sqs.send(new SendMessageCommand({ QueueUrl: one.QueueUrl, MessageBody: "loaf" }));
      const { Messages } = await place.sqs.send(
        new ReceiveMessageCommand({ QueueUrl: one.QueueUrl, WaitTimeSeconds: 20 }),
      );
      for (const ReceiptHandle of [Messages![0]!.ReceiptHandle!, "nonsense"])
        await expect(
          place.sqs.send(new DeleteMessageCommand({ QueueUrl: other.QueueUrl, ReceiptHandle })),
        ).rejects.toThrow(expect.objectContaining({ name: "ReceiptHandleIsInvalid" }));
    });

    /** Publishes until something arrives: a new rule takes a while on AWS. */
    const deliver = async (how: Pick<Target, "InputPath" | "InputTransformer">) => {
      const [queue, dead] = [await createQueue(), await createQueue()];
      const Name = `service-facts-${randomUUID()}`;
      const { RuleArn } = await place.events.send(
        new PutRuleCommand({ Name, EventPattern: JSON.stringify({ source: [Name] }) }),
      );
      onTestFinished(async () => {
        await place.events.send(new RemoveTargetsCommand({ Rule: Name, Ids: ["queue"] }));
        await place.events.send(new DeleteRuleCommand({ Name }));
      });
      for (const { QueueUrl, arn } of [queue, dead]) {
        const Statement = {
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: arn,
          Condition: { ArnEquals: { "aws:SourceArn": RuleArn } },
        };
        const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
        await place.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
      }
      const target = { Id: "queue", Arn: queue.arn, DeadLetterConfig: { Arn: dead.arn }, ...how };
      await place.events.send(new PutTargetsCommand({ Rule: Name, Targets: [target] }));
      const entry = { Source: Name, DetailType: "Baked", Detail: '{"loaves": 3, "by": "\\"Ann\\""}' };
      for (;;) {
        await place.events.send(new PutEventsCommand({ Entries: [entry] }));
        for (const from of [queue, dead]) {
          const { Messages = [] } = await place.sqs.send(
            new ReceiveMessageCommand({ QueueUrl: from.QueueUrl, WaitTimeSeconds: 1 }),
          );
          if (Messages[0]) return { body: Messages[0].Body, isDead: from === dead };
        }
      }
    };

    const InputPathsMap = { loaves: "$.detail.loaves", by: "$.detail.by" };

    test("EventBridge fills a template with text as it is and with numbers unquoted", async () => {
      const InputTemplate = '{"loaves": <loaves>,\n  "text": "baked <loaves>", "by": <by>}';
      const { body, isDead } = await deliver({ InputTransformer: { InputPathsMap, InputTemplate } });
      expect({ isDead, body: JSON.parse(body!) }).toEqual({
        isDead: false,
        body: { loaves: 3, text: "baked 3", by: '"Ann"' },
      });
    }, 120_000);

    test.each([
      { what: "whose input path finds nothing", how: { InputPath: "$.detail.nothing" } },
      {
        what: "of text with quotes within the quotes of a template",
        how: { InputTransformer: { InputPathsMap, InputTemplate: '"<by> baked"' } },
      },
    ])(
      "EventBridge gives up a delivery $what",
      async ({ how }) => {
        expect(await deliver(how)).toMatchObject({ isDead: true });
      },
      120_000,
    );
  });
