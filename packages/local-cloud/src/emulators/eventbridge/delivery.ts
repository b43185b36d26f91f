import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Cloud } from "../../core/cloud.ts";
import type { Hop } from "../../core/journal.ts";
import type { Rendered } from "../../templates/index.ts";
import { attributeText } from "../sqs/message-checks.ts";
import { queueUrlOf } from "../sqs/queue-store.ts";
import type { Buses, Rule, RuleTarget } from "./buses.ts";
import { type BusEvent, keptEvent } from "./event.ts";
import { DeliveryError, type Failure, failureOf } from "./failure.ts";
import { ruleDimensions } from "./metrics.ts";
import { principalFor, sendToTarget } from "./targets.ts";

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
const DEFAULT_ATTEMPTS = 185;
const DEFAULT_AGE_SECONDS = 24 * 60 * 60;

const FIRST_DELAY_MS = 1000;
const LONGEST_DELAY_MS = 10 * 60 * 1000;

/** An event that a rule matched, for one of its targets, until the target has it or it is given up. */
interface Job {
  readonly key: string;
  readonly event: BusEvent;
  readonly accepted: Pick<Hop, "id">;
  readonly rule: Rule;
  readonly target: RuleTarget;
  readonly rendered: Rendered;
  /** When it is tried next, and how often that was done again. */
  due: number;
  retries: number;
}

const keptJob = z.object({
  json: z.string(),
  acceptedAt: z.number(),
  ingestionTime: z.string(),
  accepted: z.number(),
  bus: z.string(),
  rule: z.string(),
  target: z.string(),
  due: z.number(),
  retries: z.number(),
});

const toKept = ({ event, accepted, rule, target, due, retries }: Job): z.infer<typeof keptJob> => ({
  json: event.json(),
  acceptedAt: event.acceptedAt,
  ingestionTime: event.ingestionTime,
  accepted: accepted.id,
  bus: rule.busName,
  rule: rule.name,
  target: target.definition.Id,
  due,
  retries,
});

type Exhausted = "MaximumRetryAttempts" | "MaximumEventAgeInSeconds";

/** Hands events to the targets of rules: retries, dead-letter queues, one hop for each attempt. */
export interface Deliveries {
  /** Resolves when what is not held back was tried once. */
  deliver(event: BusEvent, accepted: Pick<Hop, "id">, rule: Rule, target: RuleTarget): Promise<void>;
  /** Takes up what an earlier run had not done, where the rule and its target are still there; the answer begins it. */
  restore(buses: Pick<Buses, "find">): () => void;
  /** No attempt begins any more. */
  stop(): void;
}

export const createDeliveries = (cloud: Cloud): Deliveries => {
  const jobs = cloud.state.records("events/deliveries", keptJob, toKept);
  let stopped = false;

  const retryDelay = (retries: number, { retryAfterMs = 0 }: Failure) => {
    const backoff = Math.min(FIRST_DELAY_MS * 2 ** retries, LONGEST_DELAY_MS);
    return Math.max(backoff * (0.5 + Math.random() / 2), retryAfterMs);
  };

  const render = (event: BusEvent, rule: Rule, target: RuleTarget) =>
    target.input.render({
      event: event.body,
      json: event.json,
      ingestionTime: event.ingestionTime,
      ruleArn: rule.arn,
      ruleName: rule.name,
    });

  const attempt = async (job: Job): Promise<void> => {
    if (stopped) return;
    const { event, accepted, rule, target, rendered, retries } = job;
    const { definition } = target;
    const hop = cloud.journal.record({
      service: "events",
      action: "Deliver",
      resource: definition.Arn,
      source: rule.arn,
      causes: [accepted.id],
      input: { event: event.body, payload: rendered.text },
      attempt: retries > 0 ? retries + 1 : undefined,
    });
    try {
      if ("problem" in rendered) {
        const message = `The input is not valid JSON (${rendered.problem}): ${rendered.text}`;
        throw new DeliveryError({ code: "INVALID_JSON", message, retryable: false });
      }
      await sendToTarget(
        cloud,
        { target: definition, payload: rendered.text, event },
        { principal: principalFor(definition, rule.arn), causes: [hop.id], source: rule.arn },
      );
      cloud.journal.finish(hop, {});
      jobs.delete(job.key);
    } catch (error) {
      cloud.journal.finish(hop, { error });
      const failure = failureOf(error);
      const delay = retryDelay(retries, failure);
      const exhausted = failure.retryable ? exhaustedBy(job, delay) : undefined;
      if (!failure.retryable || exhausted) return giveUp(job, hop, failure, exhausted);
      job.retries += 1;
      job.due = cloud.clock.now() + delay;
      wait(job);
    }
  };

  const wait = (job: Job) => {
    jobs.put(job.key, job);
    cloud.clock.schedule(Math.max(job.due - cloud.clock.now(), 0), () => void attempt(job));
  };

  const exhaustedBy = ({ event, target, retries }: Job, delay: number): Exhausted | undefined => {
    const { MaximumRetryAttempts, MaximumEventAgeInSeconds } = target.definition.RetryPolicy ?? {};
    if (retries >= (MaximumRetryAttempts ?? DEFAULT_ATTEMPTS)) return "MaximumRetryAttempts";
    const age = cloud.clock.now() + delay - event.acceptedAt;
    return age > (MaximumEventAgeInSeconds ?? DEFAULT_AGE_SECONDS) * 1000
      ? "MaximumEventAgeInSeconds"
      : undefined;
  };

  const giveUp = async (job: Job, hop: Hop, failure: Failure, exhausted?: Exhausted) => {
    const { key, event, rule, target, retries } = job;
    const counters = cloud.metrics.of("AWS/Events", rule.arn, ruleDimensions);
    counters.add("Invocations", 1);
    counters.add("FailedInvocations", 1);
    const what = `Rule ${rule.name} cannot deliver to ${target.definition.Arn}: ${failure.code}, ${failure.message}`;
    const queueArn = target.definition.DeadLetterConfig?.Arn;
    if (queueArn === undefined) {
      jobs.delete(key);
      cloud.warn(`${what} The event is lost, since the target has no dead-letter queue.`);
      return;
    }
    if (!exhausted) cloud.warn(`${what} The event goes to the dead-letter queue ${queueArn}.`);
    const attributes: Record<string, string | undefined> = {
      RULE_ARN: rule.arn,
      TARGET_ARN: target.definition.Arn,
      ERROR_CODE: failure.code,
      ERROR_MESSAGE: failure.message,
      EXHAUSTED_RETRY_CONDITION: exhausted,
      RETRY_ATTEMPTS: String(retries),
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
          MessageBody: event.json(),
          MessageAttributes: Object.fromEntries(present),
        },
        {
          principal: { kind: "service", service: "events.amazonaws.com", sourceArn: rule.arn },
          causes: [hop.id],
          source: rule.arn,
        },
      );
      counters.add("InvocationsSentToDlq", 1);
    } catch (error) {
      counters.add("InvocationsFailedToBeSentToDlq", 1);
      cloud.warn(`${what} The event is lost, since ${queueArn} did not take it: ${(error as Error).message}`);
    }
    jobs.delete(key);
  };

  return {
    async deliver(event, accepted, rule, target) {
      const rendered = render(event, rule, target);
      const plan = cloud.faults.delivery({
        service: "events",
        from: rule.arn,
        to: target.definition.Arn,
        payload: rendered.text,
      });
      const now = cloud.clock.now();
      const atOnce: Job[] = [];
      for (const delay of plan) {
        const key = randomUUID();
        const job: Job = { key, event, accepted, rule, target, rendered, due: now + delay, retries: 0 };
        if (delay > 0) wait(job);
        else {
          jobs.put(key, job);
          atOnce.push(job);
        }
      }
      // PutEvents answers before its targets are called.
      await Promise.resolve();
      await Promise.all(atOnce.map(attempt));
    },
    restore(buses) {
      const left: Job[] = [];
      const lost = new Map<string, number>();
      for (const [key, kept] of jobs.read()) {
        const rule = buses.find(kept.bus)?.rules.get(kept.rule);
        const target = rule?.targets.get(kept.target);
        if (!rule || !target) {
          jobs.delete(key);
          const to = `target ${kept.target} of rule ${kept.rule}`;
          lost.set(to, (lost.get(to) ?? 0) + 1);
          continue;
        }
        const event = keptEvent(kept.json, kept.acceptedAt, kept.ingestionTime);
        const { due, retries } = kept;
        const accepted = { id: kept.accepted };
        const rendered = render(event, rule, target);
        left.push({ key, event, accepted, rule, target, rendered, due, retries });
      }
      for (const [to, events] of lost) cloud.state.drop(`${events} events for ${to}: it is no longer there`);
      return () => left.forEach(wait);
    },
    stop() {
      stopped = true;
    },
  };
};
