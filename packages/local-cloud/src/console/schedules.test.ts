import { expect, test } from "vitest";
import { createEventBusFixture, queueArn } from "../emulators/eventbridge/event-bus.fixture.ts";
import { createSchedulerFixture, failing } from "../emulators/scheduler/scheduler.fixture.ts";
import { createTestCloud } from "../testing/fake-cloud.ts";
import { findNodes } from "./map/nodes.ts";
import { createRedaction } from "./redaction.ts";
import { createScheduleReader } from "./schedules.ts";

const MINUTE = 60_000;

test("lists schedules and rules, soonest first, with what came of them last", async () => {
  const cloud = createTestCloud();
  const bus = createEventBusFixture(undefined, cloud);
  const scheduler = createSchedulerFixture(
    "2026-06-01T10:00:30Z",
    failing("AccessDeniedException", 403),
    cloud,
  );
  bus.provision("eventRule:EventRule", "Hourly", { name: "hourly", scheduleExpression: "cron(0 * * * ? *)" });
  bus.provision("eventTarget:EventTarget", "HourlyTarget", { rule: "hourly", arn: queueArn("ovens") });
  await bus.emulator.start?.();
  const reader = createScheduleReader(cloud, findNodes(cloud.graph, cloud.services), createRedaction([]));
  await scheduler.create("cron(0 18 * * ? *)", {
    Name: "close",
    ScheduleExpressionTimezone: "Europe/Vienna",
  });
  await scheduler.create("at(2026-06-01T10:30:00)", { Name: "remind" });
  await scheduler.create("rate(1 day)", { Name: "off", State: "DISABLED" });

  const shown = () =>
    reader
      .list()
      .schedules.map(({ name, next, last }) => [
        name,
        next && new Date(next).toISOString().slice(11, 16),
        last?.error?.code ?? last?.attempts,
      ]);
  expect(shown()).toEqual([
    ["remind", "10:30", undefined],
    ["hourly", "11:00", undefined],
    ["close", "16:00", undefined],
    ["off", undefined, undefined],
  ]);
  await scheduler.pass(31 * MINUTE);
  expect(shown()).toEqual([
    ["hourly", "11:00", undefined],
    ["close", "16:00", undefined],
    ["off", undefined, undefined],
    ["remind", undefined, "AccessDeniedException"],
  ]);
  await scheduler.pass(30 * MINUTE);
  expect(shown()[0]).toEqual(["hourly", "12:00", 1]);
  expect(reader.list().schedules.find(({ name }) => name === "close")).toMatchObject({
    kind: "schedule",
    group: "default",
    expression: "cron(0 18 * * ? *)",
    timeZone: "Europe/Vienna",
    enabled: true,
    targets: ["ovens"],
    arn: "arn:aws:scheduler:eu-west-1:000000000000:schedule/default/close",
  });
});
