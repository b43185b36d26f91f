import { describe, expect, test } from "vitest";
import { arns, createSchedulerFixture } from "./scheduler.fixture.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const queueTarget = { arn: arns.queue, roleArn: arns.role, input: "bread" };

test("a shop in Vienna closes at its own hour, through both changes of the clock", async () => {
  const { create, pass, scheduled } = createSchedulerFixture("2026-03-27T12:00:00Z");
  await create("cron(0 18 * * ? *)", { ScheduleExpressionTimezone: "Europe/Vienna" });
  for (let day = 0; day < 3; day++) await pass(DAY);
  expect(scheduled()).toEqual(["2026-03-27T17:00:00Z", "2026-03-28T17:00:00Z", "2026-03-29T16:00:00Z"]);
});

test("a year boundary, and a year in one jump", async () => {
  const { create, pass, scheduled } = createSchedulerFixture("2026-12-31T22:00:00Z");
  await create("cron(59 23 L * ? *)");
  await pass(3 * HOUR);
  expect(scheduled()).toEqual(["2026-12-31T23:59:00Z"]);
  await pass(365 * DAY);
  expect(scheduled()).toHaveLength(13);
  expect(scheduled().at(-1)).toBe("2027-12-31T23:59:00Z");
});

test("a jump over thousands of times leaves none out and lets others have their turn", async () => {
  const { create, pass, scheduled, settle } = createSchedulerFixture("2026-06-01T00:00:00.000Z");
  await create("rate(1 minute)");
  await pass(2 * DAY);
  while (scheduled().length < 2 * 24 * 60) await settle();
  expect(new Set(scheduled()).size).toBe(scheduled().length);
});

describe("start and end", () => {
  test("nothing before the one, nothing after the other, and then the schedule is deleted", async () => {
    const { create, call, pass, scheduled } = createSchedulerFixture("2026-06-01T00:00:00Z");
    await create("rate(1 hour)", {
      StartDate: new Date("2026-06-01T05:30:00Z"),
      EndDate: new Date("2026-06-01T08:00:00Z"),
      ActionAfterCompletion: "DELETE",
    });
    await pass(6 * HOUR);
    await call("GetSchedule", { Name: "bake" });
    await pass(10 * HOUR);
    expect(scheduled()).toEqual(["2026-06-01T05:30:00Z", "2026-06-01T06:30:00Z", "2026-06-01T07:30:00Z"]);
    await expect(call("GetSchedule", { Name: "bake" })).rejects.toMatchObject({ status: 404 });
  });

  test("say nothing about a one-time schedule", async () => {
    const { create, pass, scheduled } = createSchedulerFixture("2026-06-01T00:00:00Z");
    await create("at(2026-06-01T01:00:00)", { EndDate: new Date("2026-06-01T00:30:00Z") });
    await pass(2 * HOUR);
    expect(scheduled()).toEqual(["2026-06-01T01:00:00Z"]);
  });
});

describe("flexible windows", () => {
  const occurrences = async () => {
    const { create, pass, cloud, scheduled } = createSchedulerFixture("2026-06-01T00:00:30Z");
    await create("cron(0 * * * ? *)", {
      FlexibleTimeWindow: { Mode: "FLEXIBLE", MaximumWindowInMinutes: 30 },
    });
    const minutes: number[] = [];
    for (let count = 1; count <= 5; count++) {
      const { next = 0 } = cloud.use("schedules")()[0] ?? {};
      minutes.push((next % HOUR) / MINUTE);
      await pass(next - cloud.clock.now() - 5000);
      expect(scheduled()).toHaveLength(count - 1);
      await pass(5000);
      expect(scheduled()).toHaveLength(count);
    }
    return { minutes, scheduled: scheduled() };
  };

  test("are used somewhere, at the same place in each run, and the target hears the time that was planned", async () => {
    const [{ minutes, scheduled }, again] = [await occurrences(), await occurrences()];
    expect(minutes.every((minute) => minute < 30)).toBe(true);
    expect(new Set(minutes).size).toBe(5);
    expect(again.minutes).toEqual(minutes);
    expect(scheduled.map((time) => time.slice(11, 16))).toEqual([
      "01:00",
      "02:00",
      "03:00",
      "04:00",
      "05:00",
    ]);
  });
});

describe("state", () => {
  test("a disabled schedule rests, and goes on from when it is enabled", async () => {
    const { create, call, pass, scheduled } = createSchedulerFixture("2026-06-01T00:00:00.000Z");
    await create("cron(0 * * * ? *)", { State: "DISABLED" });
    await pass(3.5 * HOUR);
    const { CreationDate, LastModificationDate, Arn, ...definition } = await call("GetSchedule", {
      Name: "bake",
    });
    await call("UpdateSchedule", { ...definition, State: "ENABLED" } as never);
    await pass(HOUR);
    expect(scheduled()).toEqual(["2026-06-01T04:00:00Z"]);
  });

  test("an update replaces what was planned", async () => {
    const { create, call, pass, scheduled } = createSchedulerFixture("2026-06-01T00:00:00Z");
    await create("at(2026-06-01T01:00:00)");
    await call("UpdateSchedule", {
      Name: "bake",
      ScheduleExpression: "at(2026-06-01T03:00:00)",
      FlexibleTimeWindow: { Mode: "OFF" },
      Target: { Arn: arns.queue, RoleArn: arns.role, Input: "cake" },
    });
    await pass(4 * HOUR);
    expect(scheduled()).toEqual(["2026-06-01T03:00:00Z"]);
  });

  test("nothing is called after it stopped", async () => {
    const { create, emulator, pass, received } = createSchedulerFixture("2026-06-01T00:00:00Z");
    await create("at(2026-06-01T01:00:00)");
    await emulator.stop?.();
    await pass(2 * HOUR);
    expect(received).toEqual([]);
  });
});

describe("schedules of the config", () => {
  test("begin with the cloud, in their group", async () => {
    const fixture = createSchedulerFixture("2026-06-01T00:00:00.000Z");
    const { provision, emulator, pass, scheduled, call } = fixture;
    await provision("scheduleGroup:ScheduleGroup", "Shops", { name: "shops", tags: { owner: "bakery" } });
    const { arn } = await provision("schedule:Schedule", "CloseOfDay", {
      groupName: "shops",
      scheduleExpression: "cron(30 1 * * ? *)",
      scheduleExpressionTimezone: "Europe/Vienna",
      flexibleTimeWindow: { mode: "OFF" },
      target: { ...queueTarget, retryPolicy: { maximumRetryAttempts: 3 } },
    });
    expect(arn).toMatch(/^arn:aws:scheduler:eu-west-1:000000000000:schedule\/shops\/CloseOfDay-\w{7}$/);
    await emulator.start?.();
    await pass(DAY);
    expect(scheduled()).toEqual(["2026-06-01T23:30:00Z"]);
    const Name = arn!.split("/").at(-1)!;
    expect((await call("GetSchedule", { Name, GroupName: "shops" })).Target?.RetryPolicy).toEqual({
      MaximumEventAgeInSeconds: 86_400,
      MaximumRetryAttempts: 3,
    });
  });

  test("a one-time schedule whose time is over rests: it was deployed when it was not", async () => {
    const { provision, emulator, pass, received } = createSchedulerFixture("2026-06-01T00:00:00Z");
    await provision("schedule:Schedule", "Once", {
      scheduleExpression: "at(2025-06-01T10:00:00)",
      flexibleTimeWindow: { mode: "OFF" },
      target: queueTarget,
    });
    await emulator.start?.();
    await pass(DAY);
    expect(received).toEqual([]);
  });

  test("begin anew with each start, and what was made meanwhile is gone, as messages are", async () => {
    const boot = async () => {
      const fixture = createSchedulerFixture("2026-06-01T00:00:30Z");
      await fixture.provision("schedule:Schedule", "Nightly", {
        name: "nightly",
        scheduleExpression: "cron(0 1 * * ? *)",
        flexibleTimeWindow: { mode: "OFF" },
        target: queueTarget,
      });
      await fixture.emulator.start?.();
      return fixture;
    };
    const first = await boot();
    await first.create("at(2026-06-01T00:30:00)");
    await first.emulator.stop?.();
    const second = await boot();
    await second.pass(2 * HOUR);
    expect([first.scheduled(), second.scheduled()]).toEqual([[], ["2026-06-01T01:00:00Z"]]);
  });

  test.each([
    [{ scheduleExpression: "rate(1 week)" }, "Invalid Schedule Expression rate(1 week)."],
    [{ groupName: "nowhere" }, "Schedule group nowhere does not exist."],
    [{ scheduleExpressionTimezone: "Mars/Base" }, "is no time zone"],
    [
      { target: { ...queueTarget, arn: "arn:aws:kinesis:eu-west-1:000000000000:stream/x" } },
      "KinesisParameters are required",
    ],
    [
      { target: { ...queueTarget, arn: "arn:aws:sagemaker:eu-west-1:000000000000:pipeline/x" } },
      "does not call it",
    ],
    [{ target: { ...queueTarget, sagemakerPipelineParameters: {} } }, "has no SageMaker"],
  ])("one with %j is refused", async (further, message) => {
    const { provision } = createSchedulerFixture("2026-06-01T00:00:00Z");
    const refused = provision("schedule:Schedule", "Wrong", {
      scheduleExpression: "rate(1 day)",
      flexibleTimeWindow: { mode: "OFF" },
      target: queueTarget,
      ...further,
    });
    await expect(refused).rejects.toThrow(message);
  });
});
