import { randomUUID } from "node:crypto";
import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  type SchedulerClient,
  type Target,
  ValidationException,
} from "@aws-sdk/client-scheduler";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

/** Where the facts are asked for: here or on AWS. */
export interface Place {
  readonly scheduler: SchedulerClient;
  /** One that the service may call, with its role. */
  readonly target: Target;
  stop(): Promise<void>;
}

type Further = Partial<CreateScheduleCommandInput>;

const refused: readonly Further[] = [
  { ScheduleExpression: "at(2020-01-01T00:00:00)" },
  { ScheduleExpression: "cron(0 0 ? * MON/2 *)" },
  { ScheduleExpression: "cron(0 0 * * * *)" },
  { ScheduleExpressionTimezone: "+02:00" },
  { ScheduleExpressionTimezone: "Europe/Nowhere" },
  { FlexibleTimeWindow: { Mode: "FLEXIBLE" } },
  { FlexibleTimeWindow: { Mode: "OFF", MaximumWindowInMinutes: 5 } },
  { StartDate: new Date("2020-01-01T00:00:00Z") },
];
const accepted: readonly Further[] = [
  { ScheduleExpression: "rate(2 minute)" },
  { ScheduleExpression: "cron(0/20 22-2 ? * FRI-MON 2090-2190/2)" },
  { ScheduleExpression: "at(2190-03-31T02:30:00)", ScheduleExpressionTimezone: "Europe/Vienna" },
];

/** What AWS's documentation leaves open about schedules; all of them are disabled, and removed. */
export const describeSchedulerFacts = (name: string, skip: boolean, connect: () => Promise<Place>) =>
  describe.skipIf(skip)(name, () => {
    let place: Place;
    beforeAll(async () => {
      place = await connect();
    });
    afterAll(() => place?.stop());

    const create = async (further: Further) => {
      const Name = `scheduler-facts-${randomUUID()}`;
      await place.scheduler.send(
        new CreateScheduleCommand({
          Name,
          State: "DISABLED",
          ScheduleExpression: "rate(1 day)",
          FlexibleTimeWindow: { Mode: "OFF" },
          Target: place.target,
          ...further,
        }),
      );
      onTestFinished(async () => void (await place.scheduler.send(new DeleteScheduleCommand({ Name }))));
    };

    test.each(refused)("refuses %j", async (further) => {
      await expect(create(further)).rejects.toThrow(ValidationException);
    });

    test.each(accepted)("accepts %j", (further) => create(further));
  });
