import type { MessageAttribute } from "../sqs/message.ts";
import type { Subscription } from "./topics.ts";

/** A published message on its way to the subscribers. */
export interface Notification {
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject: string | undefined;
  /** What each protocol gets; `default` for those not named. */
  readonly bodies: Readonly<Record<string, string>>;
  readonly attributes: Record<string, MessageAttribute>;
  readonly timestamp: string;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
  readonly sequenceNumber: string | undefined;
}

export const bodyFor = ({ bodies }: Notification, protocol: string): string =>
  bodies[protocol] ?? bodies.default!;

const envelopeAttributes = (attributes: Record<string, MessageAttribute>) =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { Type: DataType, Value: StringValue ?? BinaryValue ?? "" },
    ]),
  );

const region = (topicArn: string) => topicArn.split(":")[3];
const links = ({ topicArn }: Notification, { arn }: Subscription) => ({
  certificate: `https://sns.${region(topicArn)}.amazonaws.com/SimpleNotificationService-local.pem`,
  unsubscribe: `https://sns.${region(topicArn)}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${arn}`,
});

/** Body of the SQS message of a subscription without raw delivery; the signature is a placeholder. */
export const envelope = (notification: Notification, subscription: Subscription): string => {
  const { attributes, messageId, sequenceNumber, subject, timestamp, topicArn } = notification;
  const { certificate, unsubscribe } = links(notification, subscription);
  return JSON.stringify({
    Type: "Notification",
    MessageId: messageId,
    ...(sequenceNumber !== undefined && { SequenceNumber: sequenceNumber }),
    TopicArn: topicArn,
    ...(subject !== undefined && { Subject: subject }),
    Message: bodyFor(notification, subscription.protocol),
    Timestamp: timestamp,
    SignatureVersion: "1",
    Signature: "EXAMPLE",
    SigningCertURL: certificate,
    UnsubscribeURL: unsubscribe,
    ...(Object.keys(attributes).length > 0 && { MessageAttributes: envelopeAttributes(attributes) }),
  });
};

/** Event of a Lambda subscription: https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
export const lambdaEvent = (notification: Notification, subscription: Subscription): string => {
  const { attributes, messageId, subject, timestamp, topicArn } = notification;
  const { certificate, unsubscribe } = links(notification, subscription);
  return JSON.stringify({
    Records: [
      {
        EventSource: "aws:sns",
        EventVersion: "1.0",
        EventSubscriptionArn: subscription.arn,
        Sns: {
          Type: "Notification",
          MessageId: messageId,
          TopicArn: topicArn,
          Subject: subject ?? null,
          Message: bodyFor(notification, "lambda"),
          Timestamp: timestamp,
          SignatureVersion: "1",
          Signature: "EXAMPLE",
          SigningCertUrl: certificate,
          UnsubscribeUrl: unsubscribe,
          MessageAttributes: envelopeAttributes(attributes),
        },
      },
    ],
  });
};
