import { expect, test } from "vitest";
import { AwsError } from "../../core/aws-error.ts";
import { provision } from "../../testing/provision.ts";
import { createLives } from "../../testing/restart.ts";
import { standIn } from "../../testing/stand-in.ts";
import { createSnsEmulator } from "./emulator.ts";
import { queueArn } from "./sns.fixture.ts";

const root = { principal: { kind: "root" }, causes: [] } as const;
const never = () => new Promise(() => {});

/** SNS with one topic and one subscriber, in the next life; `answer` is the queue's. */
const startSns = async (
  next: ReturnType<typeof createLives>,
  { fifo = "", answer = (): unknown => ({}) } = {},
) => {
  const cloud = await next();
  const received: string[] = [];
  const SendMessage = ({ MessageBody }: { MessageBody: string }) => {
    received.push(MessageBody);
    return answer();
  };
  cloud.add(standIn("sqs", { SendMessage }));
  const sns = createSnsEmulator(cloud);
  cloud.add(sns);
  const topicInputs = fifo ? { fifoTopic: true, contentBasedDeduplication: true } : {};
  const { arn: topic = "" } = await provision(cloud, sns, "aws:sns/topic:Topic", "news", {
    name: `news${fifo}`,
    ...topicInputs,
  });
  const endpoint = queueArn(`mail${fifo}`);
  await provision(cloud, sns, "aws:sns/topicSubscription:TopicSubscription", "mail", {
    topic,
    protocol: "sqs",
    endpoint,
    rawMessageDelivery: true,
  });
  return {
    cloud,
    sns,
    received,
    start() {
      sns.restore?.();
      return sns.start?.();
    },
    publish: (Message: string) =>
      cloud.call(
        "sns",
        "Publish",
        { TopicArn: topic, Message, MessageGroupId: fifo ? "all" : undefined },
        root,
      ),
  };
};

test("a delivery that was under way is begun again, and one that was done is not", async () => {
  const next = createLives();
  const answers = [{}, never()];
  const before = await startSns(next, { answer: () => answers.shift() });
  await before.publish("done");
  await before.publish("under way");
  await expect.poll(() => before.received).toEqual(["done", "under way"]);

  const after = await startSns(next);
  await after.start();
  await expect.poll(() => after.received).toEqual(["under way"]);
  const last = await startSns(next);
  await last.start();
  await last.publish("new");
  await expect.poll(() => last.received).toEqual(["new"]);
});

test("a retry keeps its time", async () => {
  const next = createLives();
  const busy = () => {
    throw new AwsError("InternalError", "busy", { status: 500 });
  };
  const before = await startSns(next, { answer: busy });
  await before.publish("late");
  // Until the next one is in 20 s.
  await expect
    .poll(() => {
      before.cloud.clock.advance(20_000);
      return before.received.length;
    })
    .toBeGreaterThan(15);

  const after = await startSns(next);
  await after.start();
  expect(after.received).toEqual([]);
  after.cloud.clock.advance(20_000);
  await expect.poll(() => after.received).toEqual(["late"]);
});

test("a FIFO topic goes on in order, knows what it had taken, and counts on", async () => {
  const next = createLives();
  const before = await startSns(next, { fifo: ".fifo", answer: never });
  const first = await before.publish("1");
  await before.publish("2");

  const after = await startSns(next, { fifo: ".fifo" });
  await after.start();
  await expect.poll(() => after.received).toEqual(["1", "2"]);
  expect(await after.publish("1")).toEqual(first);
  const { SequenceNumber } = await after.publish("3");
  expect(SequenceNumber).toBe(String(BigInt(first.SequenceNumber!) + 2n));
  await expect.poll(() => after.received).toEqual(["1", "2", "3"]);
});
