import { expect, test } from "vitest";
import { createTestCloud } from "../../testing/fake-cloud.ts";
import { createEventBusFixture, queueArn } from "./event-bus.fixture.ts";

const MINUTE = 60_000;
const root = { principal: { kind: "root" }, causes: [] } as const;

const setUp = (scheduleExpression: string, further: object = {}) => {
  const cloud = createTestCloud();
  cloud.clock.advance(Date.parse("2026-03-28T22:59:30Z") - cloud.clock.now());
  const bus = createEventBusFixture(undefined, cloud);
  bus.provision("eventRule:EventRule", "Nightly", { name: "nightly", scheduleExpression, ...further });
  bus.provision("eventTarget:EventTarget", "NightlyTarget", { rule: "nightly", arn: queueArn("ovens") });
  void bus.emulator.start?.();
  const bodies = () => bus.received.map(({ input }) => JSON.parse(String(input.MessageBody)));
  return { ...bus, bodies };
};

test("a rule on a schedule sends its targets an event of aws.events, in UTC", async () => {
  const { cloud, receive, bodies } = setUp("cron(0 23 * * ? *)");
  cloud.clock.advance(MINUTE);
  await receive(1);
  expect(bodies()).toEqual([
    {
      version: "0",
      id: expect.any(String),
      "detail-type": "Scheduled Event",
      source: "aws.events",
      account: "000000000000",
      time: "2026-03-28T23:00:00Z",
      region: "eu-west-1",
      resources: ["arn:aws:events:eu-west-1:000000000000:rule/nightly"],
      detail: {},
    },
  ]);
  cloud.clock.advance(24 * 60 * MINUTE);
  await receive(2);
  // A day of UTC, although Europe had one of 23 hours.
  expect(bodies().map(({ time }) => time)).toEqual(["2026-03-28T23:00:00Z", "2026-03-29T23:00:00Z"]);
});

test("a rate begins an interval after the rule, and a jump of the clock leaves none out", async () => {
  const { cloud, receive, received } = setUp("rate(5 minutes)");
  cloud.clock.advance(4 * MINUTE);
  await new Promise((resolve) => setImmediate(resolve));
  expect(received).toEqual([]);
  cloud.clock.advance(12 * MINUTE);
  expect(await receive(3)).toHaveLength(3);
});

test("a disabled rule rests, and one that is enabled or deleted is planned anew or no more", async () => {
  const { cloud, receive, received } = setUp("rate(1 minute)", { state: "DISABLED" });
  cloud.clock.advance(3 * MINUTE);
  await cloud.call("events", "EnableRule", { Name: "nightly" }, root);
  expect(received).toEqual([]);
  cloud.clock.advance(MINUTE);
  await receive(1);
  const { Targets = [] } = await cloud.call("events", "ListTargetsByRule", { Rule: "nightly" }, root);
  await cloud.call("events", "RemoveTargets", { Rule: "nightly", Ids: Targets.map(({ Id }) => Id!) }, root);
  await cloud.call("events", "DeleteRule", { Name: "nightly" }, root);
  cloud.clock.advance(10 * MINUTE);
  await new Promise((resolve) => setImmediate(resolve));
  expect(received).toHaveLength(1);
});

test.each([
  ["rate(1 minutes)", {}, "Parameter ScheduleExpression is not valid."],
  ["rate(2 minute)", {}, "Parameter ScheduleExpression is not valid."],
  ["at(2030-01-01T00:00:00)", {}, "Parameter ScheduleExpression is not valid."],
  ["cron(0 0 * * * *)", {}, "Parameter ScheduleExpression is not valid."],
  ["rate(1 day)", { EventBusName: "shop" }, "ScheduleExpression is supported only on the default event bus."],
])("PutRule refuses %s %j", async (ScheduleExpression, further, message) => {
  const { cloud, provision } = createEventBusFixture();
  provision("eventBus:EventBus", "Shop", { name: "shop" });
  await expect(
    cloud.call("events", "PutRule", { Name: "nightly", ScheduleExpression, ...further }, root),
  ).rejects.toMatchObject({ code: "ValidationException", message });
});
