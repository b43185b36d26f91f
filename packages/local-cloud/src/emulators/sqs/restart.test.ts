import { expect, test } from "vitest";
import { provision } from "../../testing/provision.ts";
import { createLives, keptNow } from "../../testing/restart.ts";
import { createSqsEmulator } from "./emulator.ts";

const root = { principal: { kind: "root" }, causes: [] } as const;

interface Received {
  readonly Messages?: readonly { Body: string; ReceiptHandle: string; Attributes: Record<string, string> }[];
}

const open = async (
  next: ReturnType<typeof createLives>,
  queues: Readonly<Record<string, Record<string, unknown>>> = { orders: {} },
) => {
  const cloud = await next();
  const emulator = createSqsEmulator(cloud);
  cloud.add(emulator);
  for (const [name, inputs] of Object.entries(queues))
    await provision(cloud, emulator, "aws:sqs/queue:Queue", name, { name, ...inputs });
  emulator.restore?.();
  await emulator.start?.();
  const call = (operation: string, input: object, queue = Object.keys(queues)[0]!) =>
    cloud.dispatch("sqs", operation, { QueueUrl: `${cloud.endpoint}/000000000000/${queue}`, ...input }, root);
  const receive = async (input: object = {}, queue?: string) => {
    const options = { MaxNumberOfMessages: 10, AttributeNames: ["All"], ...input };
    return ((await call("ReceiveMessage", options, queue)) as Received).Messages ?? [];
  };
  return {
    cloud,
    call,
    receive,
    bodies: async (queue?: string) => (await receive({}, queue)).map(({ Body }) => Body),
    queue: (name: string) => cloud.use("queues").get(`arn:aws:sqs:eu-west-1:000000000000:${name}`)!,
  };
};
const send = (call: (operation: string, input: object) => unknown, MessageBody: string, more = {}) =>
  call("SendMessage", { MessageBody, ...more });

test("messages stay, delayed ones as long as they were to, and what was deleted is gone", async () => {
  const next = createLives();
  const before = await open(next);
  await send(before.call, "one");
  await send(before.call, "two");
  await send(before.call, "later", { DelaySeconds: 60 });
  const [first] = await before.receive({ MaxNumberOfMessages: 1 });
  await before.call("DeleteMessage", { ReceiptHandle: first!.ReceiptHandle });

  const after = await open(next);
  expect(await after.bodies()).toEqual(["two"]);
  after.cloud.clock.advance(60_000);
  expect(await after.bodies()).toContain("later");
});

test("what was received stays received, with a handle that is good, until its timeout is over", async () => {
  const next = createLives();
  const before = await open(next, { orders: { visibilityTimeoutSeconds: 30 } });
  await send(before.call, "one");
  await send(before.call, "two");
  const [one] = await before.receive({ MaxNumberOfMessages: 1 });

  const after = await open(next, { orders: { visibilityTimeoutSeconds: 30 } });
  expect(await after.bodies()).toEqual(["two"]);
  await after.call("DeleteMessage", { ReceiptHandle: one!.ReceiptHandle });
  after.cloud.clock.advance(30_000);
  const [two] = await after.receive();
  expect([two!.Body, two!.Attributes.ApproximateReceiveCount]).toEqual(["two", "2"]);

  const last = await open(next, { orders: { visibilityTimeoutSeconds: 30 } });
  last.cloud.clock.advance(30_000);
  const [again] = await last.receive();
  expect(again!.Attributes.ApproximateReceiveCount).toBe("3");
});

test("what the cloud's own pollers had taken was never taken", async () => {
  const next = createLives();
  const before = await open(next);
  await send(before.call, "one");
  expect(before.queue("orders").take(10)).toHaveLength(1);
  const after = await open(next);
  const [one] = await after.receive();
  expect(one!.Attributes.ApproximateReceiveCount).toBe("1");
});

test("a FIFO queue goes on with its order, its numbers and what it has seen", async () => {
  const next = createLives();
  const fifo = { "orders.fifo": { fifoQueue: true } };
  const before = await open(next, fifo);
  const sendFifo = (call: typeof before.call, body: string) =>
    send(call, body, { MessageGroupId: "a", MessageDeduplicationId: body }) as Promise<{
      MessageId: string;
      SequenceNumber: string;
    }>;
  const one = await sendFifo(before.call, "one");
  await sendFifo(before.call, "two");

  const after = await open(next, fifo);
  expect(await sendFifo(after.call, "one")).toMatchObject(one);
  const three = await sendFifo(after.call, "three");
  expect(Number(three.SequenceNumber)).toBe(Number(one.SequenceNumber) + 2);
  expect(await after.bodies()).toEqual(["one", "two", "three"]);

  const last = await open(next, fifo);
  expect(await last.bodies()).toEqual([]);
  last.cloud.clock.advance(5 * 60_000);
  await sendFifo(last.call, "one");
  expect(await last.bodies()).toEqual(["one", "two", "three", "one"]);
});

test("says what it drops with a queue that the config has no longer", async () => {
  const next = createLives();
  const both = { orders: {}, old: {} };
  const before = await open(next, both);
  await before.call("SendMessage", { MessageBody: "one" }, "old");
  await before.call("SendMessage", { MessageBody: "two" }, "old");
  await send(before.call, "three");

  const after = await open(next);
  expect(after.cloud.state.dropped).toEqual(["2 messages of queue old: the config has it no longer"]);
  expect(await after.bodies()).toEqual(["three"]);
  expect((await open(next, both)).queue("old").peek()).toEqual([]);
});

test("forgets numbers and duplicates of queues that are gone, by a call or with the config", async () => {
  const next = createLives();
  const fifo = { "orders.fifo": { fifoQueue: true }, "old.fifo": { fifoQueue: true } };
  const before = await open(next, fifo);
  const message = { MessageBody: "one", MessageGroupId: "a", MessageDeduplicationId: "one" };
  for (const name of Object.keys(fifo)) await before.call("SendMessage", message, name);
  await before.call("DeleteQueue", {}, "orders.fifo");
  const records = ["sqs/deduplication", "sqs/sequence-numbers"];
  for (const name of records) expect(await keptNow(before.cloud, name)).toHaveLength(1);

  const after = await open(next);
  for (const name of records) expect(await keptNow(after.cloud, name)).toEqual([]);
});
