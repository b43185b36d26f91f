import { randomBytes, randomUUID } from "node:crypto";
import { z } from "zod";
import type { Cloud } from "../../core/cloud.ts";
import type { Hop } from "../../core/journal.ts";
import { seededRandom } from "../../core/seeded-faults.ts";
import { causes } from "../../state/shapes.ts";
import { failureOf } from "../eventbridge/failure.ts";
import { attributeText } from "../sqs/message-checks.ts";
import { queueUrlOf } from "../sqs/queue-store.ts";
import { groupDimensions } from "./metrics.ts";
import type { Schedule } from "./schedule.ts";
import { callTarget, type Invocation, payloadOf, seconds } from "./targets.ts";

const FIRST_DELAY_MS = 1000;
const LONGEST_DELAY_MS = 10 * 60_000;

type Exhausted = "MaximumRetryAttempts" | "MaximumEventAgeInSeconds";

/** One occurrence of a schedule on its way to the target, until that was called or it is given up. */
interface Job {
  readonly key: string;
  readonly schedule: Schedule;
  readonly definition: Schedule["definition"];
  readonly due: number;
  /** When it was first tried, which its age counts from. */
  readonly begun: number;
  readonly causes: readonly number[];
  /** When it is tried next, and how often that was done again. */
  next: number;
  retries: number;
}
type KeptJob = Omit<Job, "key" | "schedule"> & { readonly schedule: string };

/** Calls targets: retries, dead-letter queues, one hop for each attempt. */
export interface Invocations {
  /** Resolves when the target has been called, or is given up. */
  invoke(schedule: Schedule, due: number): Promise<void>;
  /** What an earlier run had not done: each occurrence by its schedule, to be begun again. */
  left(find: (arn: string) => Schedule | undefined): { schedule: Schedule; resume(): Promise<void> }[];
  /** No attempt begins any more. */
  stop(): void;
}

/** The same for the same text, from 0 to 1. */
export const shareOf = (text: string): number => {
  let hash = 0;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash, 31) + text.charCodeAt(at);
  return seededRandom(hash)();
};

const keptJob = z.looseObject({
  schedule: z.string(),
  definition: z.looseObject({ Target: z.looseObject({ Arn: z.string() }) }),
  due: z.number(),
  begun: z.number(),
  causes,
  next: z.number(),
  retries: z.number(),
});
const toKept = ({ key, schedule, ...job }: Job): KeptJob => ({ ...job, schedule: schedule.arn });

export const createInvocations = (cloud: Cloud): Invocations => {
  const { clock, journal } = cloud;
  const jobs = cloud.state.records("scheduler/invocations", keptJob, toKept);
  let stopped = false;

  const attempt = async (job: Job): Promise<void> => {
    const { schedule, definition, due, retries } = job;
    // Whoever deletes a schedule wants nothing more of it.
    if (stopped || schedule.deleted) return;
    const target = definition.Target;
    const invocation: Invocation = {
      scheduleArn: schedule.arn,
      scheduledTime: seconds(due),
      executionId: randomBytes(8).toString("hex"),
      attempt: retries + 1,
    };
    const payload = payloadOf(cloud, target, invocation);
    const hop = journal.record({
      service: "scheduler",
      action: "Invoke",
      resource: schedule.arn,
      causes: job.causes,
      input: { target: target.Arn, scheduledTime: invocation.scheduledTime, payload },
      attempt: retries > 0 ? retries + 1 : undefined,
    });
    const caller = {
      principal: { kind: "role", arn: target.RoleArn },
      causes: [hop.id],
      source: schedule.arn,
    } as const;
    try {
      await callTarget(cloud, target, payload, caller);
      journal.finish(hop, {});
      schedule.last = { at: clock.now(), due, attempts: retries + 1 };
    } catch (error) {
      journal.finish(hop, { error });
      const { message, retryable } = failureOf(error);
      const { code = "InternalServerError" } = error as { code?: string };
      schedule.last = { at: clock.now(), due, attempts: retries + 1, error: { code, message } };
      const delay = delayOf(job);
      const exhausted = exhaustedBy(job, delay);
      if (!retryable || exhausted) return giveUp(job, { hop, code, message, exhausted, invocation, payload });
      job.retries += 1;
      job.next = clock.now() + delay;
      return tryWhenDue(job);
    }
  };

  const tryWhenDue = async (job: Job): Promise<void> => {
    jobs.put(job.key, job);
    const delay = job.next - clock.now();
    if (delay > 0) await new Promise<void>((resolve) => clock.schedule(delay, resolve));
    return attempt(job);
  };
  const run = async (job: Job): Promise<void> => {
    await tryWhenDue(job);
    jobs.delete(job.key);
  };

  const delayOf = ({ schedule, due, retries }: Job): number =>
    Math.min(FIRST_DELAY_MS * 2 ** retries, LONGEST_DELAY_MS) *
    (0.5 + shareOf(`${schedule.arn}${due}${retries}`) / 2);

  const exhaustedBy = ({ definition, begun, retries }: Job, delay: number): Exhausted | undefined => {
    const { MaximumRetryAttempts, MaximumEventAgeInSeconds } = definition.Target.RetryPolicy;
    if (retries >= MaximumRetryAttempts) return "MaximumRetryAttempts";
    return clock.now() + delay - begun > MaximumEventAgeInSeconds * 1000
      ? "MaximumEventAgeInSeconds"
      : undefined;
  };

  const giveUp = async (
    { schedule, definition, retries }: Job,
    failed: {
      hop: Hop;
      code: string;
      message: string;
      exhausted?: Exhausted;
      invocation: Invocation;
      payload: string;
    },
  ): Promise<void> => {
    const { Arn, RoleArn, DeadLetterConfig } = definition.Target;
    const what = `Schedule ${schedule.name} cannot call ${Arn}: ${failed.code}, ${failed.message}`;
    const queueArn = DeadLetterConfig?.Arn;
    const counters = cloud.metrics.of("AWS/Scheduler", schedule.arn, groupDimensions);
    counters.add("InvocationDroppedCount", 1);
    if (queueArn === undefined) {
      cloud.warn(`${what} It is given up, since the target has no dead-letter queue.`);
      return;
    }
    if (!failed.exhausted) cloud.warn(`${what} What it was given goes to the dead-letter queue ${queueArn}.`);
    // https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
    const attributes: Record<string, string | undefined> = {
      ERROR_CODE: failed.code,
      ERROR_MESSAGE: failed.message,
      EXECUTION_ID: failed.invocation.executionId,
      EXHAUSTED_RETRY_CONDITION: failed.exhausted,
      IS_PAYLOAD_TRUNCATED: "false",
      RETRY_ATTEMPTS: String(retries),
      SCHEDULED_TIME: failed.invocation.scheduledTime,
      SCHEDULE_ARN: schedule.arn,
      TARGET_ARN: Arn,
    };
    const present = Object.entries(attributes).flatMap(([name, value]) =>
      value ? [[name, { DataType: "String", StringValue: attributeText(value) }] as const] : [],
    );
    try {
      await cloud.call(
        "sqs",
        "SendMessage",
        {
          QueueUrl: queueUrlOf(cloud, queueArn),
          MessageBody: failed.payload,
          MessageAttributes: Object.fromEntries(present),
        },
        { principal: { kind: "role", arn: RoleArn }, causes: [failed.hop.id], source: schedule.arn },
      );
      counters.add("InvocationsSentToDeadLetterCount", 1);
    } catch (error) {
      counters.add("InvocationsFailedToBeSentToDeadLetterCount", 1);
      cloud.warn(`${what} It is lost, since ${queueArn} did not take it: ${(error as Error).message}`);
    }
  };

  return {
    async invoke(schedule, due) {
      const { definition } = schedule;
      const plan = cloud.faults.delivery({
        service: "scheduler",
        from: schedule.arn,
        to: definition.Target.Arn,
        payload: definition.Target.Input ?? "",
      });
      const begun = clock.now();
      const { causes } = schedule;
      const begin = (delay: number) =>
        run({ key: randomUUID(), schedule, definition, due, begun, causes, next: begun + delay, retries: 0 });
      await Promise.all(plan.map(begin));
    },
    left: (find) =>
      [...jobs.read()].flatMap(([key, { schedule: arn, ...job }]) => {
        const schedule = find(arn);
        if (schedule) return { schedule, resume: () => run({ key, schedule, ...job }) };
        jobs.delete(key);
        cloud.state.drop(`a call of the target of the schedule ${arn}: it is no longer there`);
        return [];
      }),
    stop() {
      stopped = true;
    },
  };
};
