import { describe, expect, it } from "vitest";
import { arns, createSchedulerFixture, failing } from "./scheduler.fixture.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe("schedules on a moved clock", () => {
  it("calls a one-time target once, in its time zone, and keeps the schedule", async () => {
    const { create, pass, received, call } = createSchedulerFixture("2026-06-01T00:00:00Z");
    await create("at(2026-06-01T14:00:00)", { ScheduleExpressionTimezone: "Europe/Vienna" });
    await pass(11 * HOUR);
    expect(received).toEqual([]);
    await pass(2 * HOUR);
    expect(received.map(({ input }) => input)).toEqual([
      { QueueUrl: expect.stringMatching(/\/000000000000\/ovens$/), MessageBody: "bread" },
    ]);
    await pass(3 * DAY);
    expect(received).toHaveLength(1);
    expect((await call("GetSchedule", { Name: "bake" })).State).toBe("ENABLED");
  });

  it("calls a rate's target when it is created and at each interval, all that a jump went over", async () => {
    const { create, pass, scheduled } = createSchedulerFixture("2026-06-01T00:00:00.000Z");
    await create("rate(2 hours)");
    await pass(0);
    expect(scheduled()).toHaveLength(1);
    await pass(7 * HOUR);
    expect(scheduled().map((time) => time.slice(11, 16))).toEqual(["00:00", "02:00", "04:00", "06:00"]);
  });

  it("calls the targets of several schedules in the order they were due", async () => {
    const { create, pass, cloud } = createSchedulerFixture("2026-06-01T00:00:30Z");
    await create("cron(0 * * * ? *)", { Name: "hourly" });
    await create("cron(0/30 * * * ? *)", { Name: "half-hourly" });
    await pass(2 * HOUR);
    const order = cloud.journal
      .hops(({ action }) => action === "Invoke")
      .map(({ resource }) => resource.split("/").at(-1));
    expect(order).toEqual(["half-hourly", "hourly", "half-hourly", "half-hourly", "hourly", "half-hourly"]);
  });

  it("deletes a one-time schedule when its target has been called", async () => {
    const { create, pass, call } = createSchedulerFixture("2026-06-01T00:00:00Z");
    await create("at(2026-06-01T00:30:00)", { ActionAfterCompletion: "DELETE" });
    await pass(29 * MINUTE);
    await call("GetSchedule", { Name: "bake" });
    await pass(2 * MINUTE);
    await expect(call("GetSchedule", { Name: "bake" })).rejects.toMatchObject({
      code: "ResourceNotFoundException",
      message: "Schedule bake does not exist.",
      status: 404,
    });
  });

  it("tries again with growing delays, then hands what it could not deliver to the dead-letter queue", async () => {
    const fixture = createSchedulerFixture("2026-06-01T00:00:00Z", failing("InternalServerException", 500));
    const { create, pass, received } = fixture;
    await create(
      "at(2026-06-01T01:00:00)",
      { ActionAfterCompletion: "DELETE" },
      {
        Arn: arns.function,
        Input: '{"attempt":"<aws.scheduler.attempt-number>","at":"<aws.scheduler.scheduled-time>"}',
        RetryPolicy: { MaximumRetryAttempts: 2 },
        DeadLetterConfig: { Arn: arns.deadLetters },
      },
    );
    await pass(HOUR);
    expect(received).toHaveLength(1);
    await pass(1000);
    expect(received).toHaveLength(2);
    await pass(2000);
    expect(received.map(({ operation }) => operation)).toEqual(["Invoke", "Invoke", "Invoke", "SendMessage"]);
    const { input } = received[3]!;
    expect(JSON.parse(String(input.MessageBody))).toEqual({ attempt: "3", at: "2026-06-01T01:00:00Z" });
    const attributes = input.MessageAttributes as Record<string, { StringValue: string }>;
    expect(
      Object.fromEntries(Object.entries(attributes).map(([name, { StringValue }]) => [name, StringValue])),
    ).toEqual({
      ERROR_CODE: "InternalServerException",
      ERROR_MESSAGE: "InternalServerException it is.",
      EXECUTION_ID: expect.stringMatching(/^[0-9a-f]{16}$/),
      EXHAUSTED_RETRY_CONDITION: "MaximumRetryAttempts",
      IS_PAYLOAD_TRUNCATED: "false",
      RETRY_ATTEMPTS: "2",
      SCHEDULED_TIME: "2026-06-01T01:00:00Z",
      SCHEDULE_ARN: "arn:aws:scheduler:eu-west-1:000000000000:schedule/default/bake",
      TARGET_ARN: arns.function,
    });
    await expect(fixture.call("GetSchedule", { Name: "bake" })).rejects.toMatchObject({ status: 404 });
  });
});
