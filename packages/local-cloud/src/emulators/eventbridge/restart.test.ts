import { expect, test } from "vitest";
import { AwsError } from "../../core/aws-error.ts";
import { createLives, keptNow } from "../../testing/restart.ts";
import { createEventBusFixture, type Neighbour, queueArn } from "./event-bus.fixture.ts";

const pattern = { source: ["bakery"] };
const never = () => new Promise(() => {});
const busy = () => {
  throw new AwsError("InternalError", "busy", { status: 500 });
};

const startBus = async (next: ReturnType<typeof createLives>, answer?: Neighbour) => {
  const bus = createEventBusFixture(answer, await next());
  return { ...bus, route: () => bus.route(pattern, { arn: queueArn("orders"), targetId: "orders" }) };
};
const numbersOf = (calls: readonly { input: Record<string, unknown> }[]) =>
  calls.map(({ input }) => (JSON.parse(String(input.MessageBody)) as { detail: { n: number } }).detail.n);

test("a delivery that was under way is begun again, as the same attempt, and one that was done is not", async () => {
  const next = createLives();
  const before = await startBus(next, ({ input }) =>
    /"n":1/.test(String(input.MessageBody)) ? {} : never(),
  );
  before.route();
  await before.put({ n: 1 });
  await before.put({ n: 2 });
  await before.receive(2);

  const after = await startBus(next);
  after.route();
  const [again] = await after.receive(1);
  expect(numbersOf(after.received)).toEqual([2]);
  expect(again!.caller.principal).toMatchObject({ kind: "service", service: "events.amazonaws.com" });
  const [delivery] = after.cloud.journal.hops(({ action }) => action === "Deliver");
  expect(delivery!.attempt).toBeUndefined();

  const last = await startBus(next);
  last.route();
  await last.put({ n: 3 });
  expect(numbersOf(await last.receive(1))).toEqual([3]);
});

test("a retry keeps its time and its number", async () => {
  const next = createLives();
  const before = await startBus(next, busy);
  before.route();
  await before.put({ n: 1 });
  const failed = (times: number) =>
    expect.poll(() => keptNow(before.cloud, "events/deliveries")).toMatchObject([{ retries: times }]);
  await failed(1);
  // Until the next one is in a quarter of a minute.
  for (const times of [1, 2, 3, 4, 5]) {
    before.cloud.clock.advance(1000 * 2 ** (times - 1));
    await failed(times + 1);
  }

  const after = await startBus(next);
  after.route();
  expect(after.received).toEqual([]);
  after.cloud.clock.advance(32_000);
  expect(numbersOf(await after.receive(1))).toEqual([1]);
  const [delivery] = after.cloud.journal.hops(({ action }) => action === "Deliver");
  expect(delivery).toMatchObject({ attempt: 7 });
});

test("what is for a rule that is gone is dropped, and said", async () => {
  const next = createLives();
  const before = await startBus(next, never);
  before.route();
  await before.put({ n: 1 });

  const after = await startBus(next);
  after.emulator.restore?.();
  expect(after.cloud.state.dropped).toEqual([
    "1 events for target orders of rule Route: it is no longer there",
  ]);
  const last = await startBus(next);
  last.emulator.restore?.();
  expect(last.cloud.state.dropped).toEqual([]);
});

const startRule = async (next: ReturnType<typeof createLives>, time: string, scheduleExpression: string) => {
  const cloud = await next();
  cloud.clock.advance(Date.parse(`2026-03-28T${time}:00Z`) - cloud.clock.now());
  const bus = createEventBusFixture(undefined, cloud);
  bus.provision("eventRule:EventRule", "Bake", { name: "bake", scheduleExpression });
  bus.provision("eventTarget:EventTarget", "BakeTarget", { rule: "bake", arn: queueArn("ovens") });
  bus.emulator.restore?.();
  await bus.emulator.start?.();
  const [facts] = cloud.use("ruleSchedules")();
  return {
    ...bus,
    next: facts!.next && new Date(facts!.next).toISOString().slice(11, 16),
    times: () => bus.received.map(({ input }) => JSON.parse(String(input.MessageBody)).time.slice(11, 16)),
  };
};

test("a rule on a schedule keeps its beat, and makes up for one time of those that were missed", async () => {
  const next = createLives();
  expect(await startRule(next, "08:10", "rate(1 hour)")).toMatchObject({ next: "09:10" });
  expect(await startRule(next, "08:50", "rate(1 hour)")).toMatchObject({ next: "09:10" });
  const late = await startRule(next, "12:50", "rate(1 hour)");
  await late.receive(1);
  expect(late.times()).toEqual(["12:10"]);
  expect(await startRule(next, "12:55", "rate(1 hour)")).toMatchObject({ next: "13:10" });
  expect(await startRule(next, "13:00", "rate(2 hours)")).toMatchObject({ next: "15:00" });
});
