import { accountId, region } from "./account.ts";
import { alarm } from "./alarm.ts";
import { physicalName } from "./names.ts";
import { serviceRole } from "./role.ts";
import type { LiveMachine } from "./state-machine.ts";

/** Schedules that are made and listed together. */
export const scheduleGroup = (name: string, group: string) => {
  const made = new aws.scheduler.ScheduleGroup(`${name}Schedules`, { name: physicalName(group) });
  alarm("schedule-dropped", `${name}Schedules`, { dimensions: { ScheduleGroup: made.name } });
  return made;
};

interface DailyExecutionOptions {
  /** Its name in its group. */
  name: string;
  group: aws.scheduler.ScheduleGroup;
  /** `HH:MM` by the clock of `timeZone`. */
  at: string;
  timeZone: string;
  /** JSON; `<aws.scheduler.scheduled-time>` in it is when it was due, in UTC. */
  input: object;
}

/**
 * Starts a state machine every day. An execution that cannot be started is tried again for a day, and then its input is
 * in the dead-letter queue: whoever mended the cause starts the machine with it.
 */
export const dailyExecutions = (
  name: string,
  machine: LiveMachine,
  deadLetterQueue: sst.aws.Queue,
  schedules: readonly DailyExecutionOptions[],
) => {
  const role = serviceRole(`${name}Schedule`, "scheduler.amazonaws.com", [
    machine.starting,
    { actions: ["sqs:SendMessage"], resources: [deadLetterQueue.arn] },
  ]);
  for (const { name: scheduleName, group, at, timeZone, input } of schedules) {
    const [hours, minutes] = at.split(":").map(Number);
    new aws.scheduler.Schedule(`${name}${scheduleName.replaceAll(/[^A-Za-z0-9]/g, "")}`, {
      name: scheduleName,
      groupName: group.name,
      scheduleExpression: `cron(${minutes} ${hours} * * ? *)`,
      scheduleExpressionTimezone: timeZone,
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: machine.arn,
        roleArn: role.arn,
        input: JSON.stringify(input),
        retryPolicy: { maximumEventAgeInSeconds: 24 * 3600, maximumRetryAttempts: 185 },
        deadLetterConfig: { arn: deadLetterQueue.arn },
      },
    });
  }
};

/** All schedules of a group, as a resource of a policy. */
export const schedulesOf = (group: aws.scheduler.ScheduleGroup) =>
  $interpolate`arn:aws:scheduler:${region()}:${accountId()}:schedule/${group.name}/*`;
