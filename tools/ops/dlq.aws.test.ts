import { DeleteMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { events } from "@sourdough/events-schema/local-cloud";
import { stage, stageName } from "@sourdough/order-client/on-stage";
import { beforeAll, describe, expect, test } from "vitest";
import { type DeadLetterQueue, deadLetterQueues, findQueue } from "./dlq/queues.ts";
import { giveBack, receiveUpTo } from "./dlq/read.ts";
import { redrive } from "./dlq/redrive.ts";
import { openTarget, type Target } from "./target.ts";

describe.skipIf(!stage)(`the dead-letter queues of stage ${stageName}`, () => {
  let target: Target;
  let unknown: DeadLetterQueue;

  beforeAll(async () => {
    target = await openTarget(stage);
    unknown = await findQueue(target, "UnknownEvents");
  }, 60_000);
  /** Others' messages stay. */
  const remove = async (id: string) => {
    const all = await receiveUpTo(target, unknown, Number.MAX_SAFE_INTEGER);
    for (const { MessageId, ReceiptHandle } of all)
      if (MessageId === id)
        await target.sqs.send(new DeleteMessageCommand({ QueueUrl: unknown.url, ReceiptHandle }));
    await giveBack(
      target,
      unknown,
      all.filter(({ MessageId }) => MessageId !== id),
    );
  };

  test("each is found, and known by what gives up into it", async () => {
    const queues = await deadLetterQueues(target);

    expect(queues.length).toBeGreaterThan(20);
    expect(queues.filter(({ sources }) => sources.length === 0)).toEqual([]);
    expect(new Set(queues.flatMap(({ sources }) => sources.map(({ kind }) => kind))).size).toBe(7);
  }, 60_000);

  test("an event that has a contract goes back to the bus, and one that has none stays", async () => {
    const { source, detailType, examples } = events.find(({ detailType: name }) => name === "StockLow")!;
    const [detail] = examples() as [{ metadata: object }];
    const given = { source, "detail-type": detailType, detail };
    const without = { ...given, detail: { ...detail, metadata: { ...detail.metadata, version: 99 } } };
    const outcomeOf = async (event: object) => {
      const { MessageId = "" } = await target.sqs.send(
        new SendMessageCommand({
          QueueUrl: unknown.url,
          MessageBody: JSON.stringify({ reason: "a test put it here", event }),
        }),
      );
      const one = { id: MessageId, max: 1, dryRun: false };
      let outcome: string | undefined;
      await expect
        .poll(
          async () => {
            outcome ??= (await redrive(target, unknown, one)).messages[0]?.outcome;
            return outcome;
          },
          { timeout: 60_000, interval: 2000 },
        )
        .toBeDefined();
      if (outcome !== "redriven") await remove(MessageId);
      return outcome;
    };

    expect(await outcomeOf(given)).toBe("redriven");
    expect(await outcomeOf(without)).toBe("stays");
  }, 120_000);
});
