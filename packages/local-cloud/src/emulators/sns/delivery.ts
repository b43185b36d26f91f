import { AwsError } from "../../core/aws-error.ts";
import type { Caller, Cloud } from "../../core/cloud.ts";
import { queueNameOf } from "../sqs/queue-store.ts";
import { bodyFor, envelope, lambdaEvent, type Notification } from "./notification.ts";
import { isFifo, type Subscription, type Topic } from "./topics.ts";

/** Hands published messages to subscribers. */
export interface Delivery {
  /** Starts to deliver to everybody who wants the message; `causes` is the hop that published it. */
  fanOut(topic: Topic, notification: Notification, causes: readonly number[]): void;
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html, its ends: three at once, then every 20 s. */
const IMMEDIATE_TRIES = 3;
const RETRY_MS = { first: 1000, most: 20_000 };

const isTemporary = (error: unknown) =>
  error instanceof AwsError && (error.status >= 500 || error.status === 429);

export const createDelivery = (cloud: Cloud): Delivery => {
  const { clock } = cloud;
  /** Last delivery to each subscription of a FIFO topic; the next one starts after it. */
  const tails = new Map<Subscription, Promise<void>>();
  const queueUrl = (arn: string) => `${cloud.endpoint}/${cloud.accountId}/${queueNameOf(arn)}`;

  const send = async (
    subscription: Subscription,
    notification: Notification,
    caller: Caller,
  ): Promise<unknown> => {
    const { endpoint, protocol, attributes } = subscription;
    switch (protocol) {
      case "sqs": {
        const raw = attributes.RawMessageDelivery === "true";
        const { groupId, deduplicationId } = notification;
        return cloud.call(
          "sqs",
          "SendMessage",
          {
            QueueUrl: queueUrl(endpoint),
            MessageBody: raw ? bodyFor(notification, "sqs") : envelope(notification, subscription),
            ...(raw &&
              Object.keys(notification.attributes).length > 0 && {
                MessageAttributes: notification.attributes,
              }),
            ...(groupId !== undefined && { MessageGroupId: groupId }),
            ...(endpoint.endsWith(".fifo") &&
              deduplicationId !== undefined && { MessageDeduplicationId: deduplicationId }),
          },
          caller,
        );
      }
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
    const { code = "InternalError", message = String(error) } = error as { code?: string; message?: string };
    const policy = subscription.attributes.RedrivePolicy;
    const dropped = `SNS could not deliver a message of ${subscription.topicArn} to ${subscription.endpoint}: ${message}`;
    if (!policy) return cloud.warn(`${dropped} The message is lost; a redrive policy would keep it.`);
    const text = (StringValue: string) => ({ DataType: "String", StringValue });
    const deadLetterArn = String(JSON.parse(policy).deadLetterTargetArn);
    cloud.warn(`${dropped} The message is in ${deadLetterArn}.`);
    await cloud.call(
      "sqs",
      "SendMessage",
      {
        QueueUrl: queueUrl(deadLetterArn),
        MessageBody: envelope(notification, subscription),
        MessageAttributes: { ErrorCode: text(code), ErrorMessage: text(message) },
        ...(notification.groupId !== undefined && { MessageGroupId: notification.groupId }),
        ...(deadLetterArn.endsWith(".fifo") && { MessageDeduplicationId: notification.deduplicationId }),
      },
      caller,
    );
  };

  const deliver = async (subscription: Subscription, notification: Notification, caller: Caller) => {
    for (let tries = 1; ; tries++) {
      try {
        await send(subscription, notification, caller);
        return;
      } catch (error) {
        if (!isTemporary(error)) return giveUp(subscription, notification, caller, error);
        if (tries >= IMMEDIATE_TRIES) {
          await clock.wait(Math.min(RETRY_MS.first * 2 ** (tries - IMMEDIATE_TRIES), RETRY_MS.most));
        }
      }
    }
  };

  const start = (
    subscription: Subscription,
    notification: Notification,
    caller: Caller,
    ordered: boolean,
  ) => {
    const previous = ordered ? tails.get(subscription) : undefined;
    const run = () => deliver(subscription, notification, caller);
    const delivery = (previous ? previous.then(run) : run()).catch((error: Error) =>
      cloud.warn(`A message of ${subscription.topicArn} is lost: ${error.message}`),
    );
    if (!ordered) return;
    tails.set(subscription, delivery);
    void delivery.then(() => {
      if (tails.get(subscription) === delivery) tails.delete(subscription);
    });
  };

  return {
    fanOut(topic, notification, causes) {
      const caller: Caller = {
        principal: { kind: "service", service: "sns.amazonaws.com", sourceArn: topic.arn },
        causes,
      };
      for (const subscription of topic.subscriptions) {
        const body = bodyFor(notification, subscription.protocol);
        if (!subscription.wants({ Message: body, MessageAttributes: notification.attributes })) continue;
        const plan = cloud.faults.delivery({
          service: "sns",
          from: topic.arn,
          to: subscription.endpoint,
          payload: body,
        });
        for (const heldBackMs of plan) {
          if (heldBackMs <= 0) start(subscription, notification, caller, isFifo(topic));
          else clock.schedule(heldBackMs, () => start(subscription, notification, caller, isFifo(topic)));
        }
      }
    },
  };
};
