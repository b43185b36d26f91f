import { randomUUID } from "node:crypto";
import { z } from "zod";
import { arnOf } from "../../core/arn.ts";
import { AwsError } from "../../core/aws-error.ts";
import type { InputOf } from "../../core/aws-operations.ts";
import type { Caller, Cloud } from "../../core/cloud.ts";
import { causes } from "../../state/shapes.ts";
import { topicDimensions } from "./metrics.ts";
import { bodyFor, envelope, lambdaEvent, mailText, type Notification } from "./notification.ts";
import { isFifo } from "./subscription-attributes.ts";
import type { Subscription, Topic, Topics } from "./topics.ts";

/** Hands published messages to subscribers. */
export interface Delivery {
  /** Starts to deliver to everybody who wants what this publisher published. */
  fanOut(topic: Topic, notification: Notification, publisher: Caller): void;
  /** Takes up what an earlier run had not delivered, where the subscription is still there; the answer begins it. */
  restore(topics: Pick<Topics, "subscriptions">): () => void;
}

/** A message for one subscriber, until that has it or it is given up. */
interface Job {
  readonly key: string;
  readonly subscription: Subscription;
  readonly notification: Notification;
  readonly publisher: Pick<Caller, "causes" | "traceHeader">;
  /** Of the next try, from 1. */
  attempt: number;
  /** When that is. */
  due: number;
}
type KeptJob = Pick<Job, "notification" | "publisher" | "attempt" | "due"> & {
  readonly subscription: string;
};

const keptJob = z.looseObject({
  subscription: z.string(),
  notification: z.looseObject({}),
  publisher: z.looseObject({ causes }),
  attempt: z.number(),
  due: z.number(),
});

const toKept = ({ subscription, notification, publisher, attempt, due }: Job): KeptJob => ({
  subscription: subscription.arn,
  notification,
  publisher,
  attempt,
  due,
});

/** Of queues and functions: https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html */
const MAX_TRIES = 100_015;
const waitBefore = (attempt: number): number => {
  if (attempt <= 3) return 0;
  if (attempt <= 5) return 1000;
  return attempt <= 15 ? Math.round(1000 * 20 ** ((attempt - 6) / 9)) : 20_000;
};

/** What SQS takes; a binary value is base64 text, as JSON has it. */
type SqsAttributes = InputOf<"sqs", "SendMessage">["MessageAttributes"];

const redrivePolicy = z.object({ deadLetterTargetArn: z.string() });

const isTemporary = (error: unknown) =>
  error instanceof AwsError && (error.status >= 500 || error.status === 429);

export const createDelivery = (cloud: Cloud): Delivery => {
  const { clock } = cloud;
  const jobs = cloud.state.records("sns/deliveries", keptJob, toKept);
  /** Last delivery of each message group to each subscription of a FIFO topic; the next one starts after it. */
  const tails = new Map<string, Promise<void>>();
  const home = arnOf("sqs", cloud, "");

  const count = ({ topicArn }: Subscription, metric: string) =>
    cloud.metrics.of("AWS/SNS", topicArn, topicDimensions).add(metric, 1);

  const toQueue = async (
    arn: string,
    subscription: Subscription,
    notification: Notification,
    caller: Caller,
  ) => {
    if (!arn.startsWith(home))
      throw new AwsError(
        "QueueDoesNotExist",
        `${arn} does not exist: the local cloud has queues of ${home}*.`,
      );
    const { attributes, groupId, deduplicationId } = notification;
    const raw = subscription.attributes.RawMessageDelivery === "true";
    // Standard queues have no group of a FIFO topic, but that of a standard one, for fair queues.
    const grouped = groupId !== undefined && (isFifo(arn) || !isFifo(subscription.topicArn));
    return cloud.call(
      "sqs",
      "SendMessage",
      {
        QueueUrl: `${cloud.endpoint}/${cloud.accountId}/${arn.slice(home.length)}`,
        MessageBody: raw ? bodyFor(notification, "sqs") : envelope(notification, subscription),
        MessageAttributes:
          raw && Object.keys(attributes).length > 0 ? (attributes as SqsAttributes) : undefined,
        MessageGroupId: grouped ? groupId : undefined,
        MessageDeduplicationId: isFifo(arn) ? deduplicationId : undefined,
      },
      caller,
    );
  };

  const send = async (
    subscription: Subscription,
    notification: Notification,
    caller: Caller,
  ): Promise<unknown> => {
    const { endpoint, protocol } = subscription;
    switch (protocol) {
      case "sqs":
        return toQueue(endpoint, subscription, notification, caller);
      case "lambda":
        return cloud.call(
          "lambda",
          "Invoke",
          {
            FunctionName: endpoint,
            InvocationType: "Event",
            Payload: lambdaEvent(notification, subscription),
          },
          caller,
        );
      case "email":
        return cloud.use("mailbox").email({
          messageId: notification.messageId,
          from: "AWS Notifications <no-reply@sns.amazonaws.com>",
          to: [endpoint],
          cc: [],
          bcc: [],
          replyTo: [],
          headers: [],
          subject: notification.subject ?? "AWS Notification Message",
          text: mailText(notification, subscription),
        });
      default:
        return cloud.use("mailbox").sms({
          messageId: notification.messageId,
          to: endpoint,
          body: bodyFor(notification, "sms"),
        });
    }
  };

  const giveUp = async (
    subscription: Subscription,
    notification: Notification,
    caller: Caller,
    error: unknown,
  ) => {
    const policy = subscription.attributes.RedrivePolicy;
    count(subscription, "NumberOfNotificationsFailed");
    const dropped = `SNS could not deliver a message of ${subscription.topicArn} to ${subscription.endpoint}: ${(error as Error).message}`;
    if (!policy) return cloud.warn(`${dropped} The message is lost; a redrive policy would keep it.`);
    const { deadLetterTargetArn } = redrivePolicy.parse(JSON.parse(policy));
    try {
      await toQueue(deadLetterTargetArn, subscription, notification, caller);
    } catch (cause) {
      count(subscription, "NumberOfNotificationsFailedToRedriveToDlq");
      throw cause;
    }
    count(subscription, "NumberOfNotificationsRedrivenToDlq");
    cloud.warn(`${dropped} The message is in ${deadLetterTargetArn}.`);
  };

  const deliver = async (job: Job) => {
    const { subscription, notification, publisher } = job;
    const { topicArn: sourceArn } = subscription;
    const caller: Caller = {
      principal: { kind: "service", service: "sns.amazonaws.com", sourceArn },
      ...publisher,
    };
    for (;;) {
      const delay = job.due - clock.now();
      if (delay > 0) await clock.wait(delay);
      try {
        await send(subscription, notification, caller);
        return count(subscription, "NumberOfNotificationsDelivered");
      } catch (error) {
        if (!isTemporary(error) || job.attempt >= MAX_TRIES)
          return giveUp(subscription, notification, caller, error);
        job.attempt += 1;
        job.due = clock.now() + waitBefore(job.attempt);
        jobs.put(job.key, job);
      }
    }
  };

  const start = (job: Job) => {
    const { key, subscription, notification } = job;
    const group = isFifo(subscription.topicArn) ? `${subscription.arn} ${notification.groupId}` : undefined;
    const previous = group === undefined ? undefined : tails.get(group);
    const run = () => deliver(job);
    const delivery = (previous ? previous.then(run) : run())
      .catch((error: Error) => cloud.warn(`A message of ${subscription.topicArn} is lost: ${error.message}`))
      .then(() => jobs.delete(key));
    if (group === undefined) return;
    tails.set(group, delivery);
    void delivery.then(() => {
      if (tails.get(group) === delivery) tails.delete(group);
    });
  };

  const accept = (job: Job) => {
    jobs.put(job.key, job);
    const heldBackMs = job.attempt === 1 ? job.due - clock.now() : 0;
    if (heldBackMs > 0) clock.schedule(heldBackMs, () => start(job));
    else start(job);
  };

  return {
    fanOut(topic, notification, { causes, traceHeader }) {
      const publisher = { causes, traceHeader };
      for (const subscription of topic.subscriptions) {
        const body = bodyFor(notification, subscription.protocol);
        if (!subscription.wants({ body, attributes: notification.attributes })) continue;
        const plan = cloud.faults.delivery({
          service: "sns",
          from: topic.arn,
          to: subscription.endpoint,
          payload: body,
        });
        for (const heldBackMs of plan) {
          const due = clock.now() + heldBackMs;
          accept({ key: randomUUID(), subscription, notification, publisher, attempt: 1, due });
        }
      }
    },
    restore(topics) {
      const left: Job[] = [];
      const subscriptions = new Map([...topics.subscriptions()].map((each) => [each.arn, each]));
      const lost = new Map<string, number>();
      for (const [key, { subscription: arn, ...kept }] of jobs.read()) {
        const subscription = subscriptions.get(arn);
        if (subscription) left.push({ key, subscription, ...kept });
        else {
          jobs.delete(key);
          lost.set(arn, (lost.get(arn) ?? 0) + 1);
        }
      }
      for (const [arn, messages] of lost)
        cloud.state.drop(`${messages} messages for the subscription ${arn}: it is no longer there`);
      return () => left.forEach(accept);
    },
  };
};
