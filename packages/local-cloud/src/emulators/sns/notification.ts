import { parseArn } from "../../core/arn.ts";
import type { MessageAttributes } from "./message-attributes.ts";
import { isFifo } from "./subscription-attributes.ts";
import type { Subscription } from "./topics.ts";

/** A published message on its way to the subscribers. */
export interface Notification {
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject: string | undefined;
  /** What each protocol gets; `default` for those not named. */
  readonly bodies: Readonly<Record<string, string>>;
  readonly attributes: MessageAttributes;
  readonly timestamp: string;
  readonly signatureVersion: string;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
  readonly sequenceNumber: string | undefined;
}

export const bodyFor = ({ bodies }: Notification, protocol: string): string =>
  bodies[protocol] ?? bodies.default!;

const envelopeAttributes = (attributes: MessageAttributes, typeOf = (dataType: string) => dataType) =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { Type: typeOf(DataType), Value: StringValue ?? BinaryValue },
    ]),
  );

const host = (topicArn: string) => `https://sns.${parseArn(topicArn)?.region}.amazonaws.com`;
const certificateOf = (topicArn: string) => `${host(topicArn)}/SimpleNotificationService-local.pem`;
const unsubscribeOf = ({ topicArn, arn }: Subscription) =>
  `${host(topicArn)}/?Action=Unsubscribe&SubscriptionArn=${arn}`;

/** Body of the SQS message of a subscription without raw delivery; the signature is a placeholder. */
export const envelope = (notification: Notification, subscription: Subscription): string => {
  const { attributes, messageId, sequenceNumber, subject, timestamp, topicArn } = notification;
  return JSON.stringify({
    Type: "Notification",
    MessageId: messageId,
    SequenceNumber: sequenceNumber,
    TopicArn: topicArn,
    Subject: subject,
    Message: bodyFor(notification, subscription.protocol),
    Timestamp: timestamp,
    // FIFO topics do not sign.
    ...(!isFifo(topicArn) && {
      SignatureVersion: notification.signatureVersion,
      Signature: "EXAMPLE",
      SigningCertURL: certificateOf(topicArn),
    }),
    UnsubscribeURL: unsubscribeOf(subscription),
    MessageAttributes: Object.keys(attributes).length > 0 ? envelopeAttributes(attributes) : undefined,
  });
};

/** Body of a mail, below which SNS says how to get no more of them. */
export const mailText = (notification: Notification, subscription: Subscription): string =>
  [
    bodyFor(notification, "email"),
    "",
    "--",
    "If you wish to stop receiving notifications from this topic, please click or visit the link below to unsubscribe:",
    `${host(subscription.topicArn)}/unsubscribe.html?SubscriptionArn=${subscription.arn}&Endpoint=${subscription.endpoint}`,
    "",
    "Please do not reply directly to this email. If you have any questions or comments regarding this email, please contact us at https://aws.amazon.com/support",
    "",
  ].join("\n");

/** Functions get every type but Binary as String: https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html */
const typeForLambda = (dataType: string) => (/^(Number|String\.Array$)/.test(dataType) ? "String" : dataType);

/** Event of a Lambda subscription: https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
export const lambdaEvent = (notification: Notification, subscription: Subscription): string => {
  const { attributes, messageId, subject, timestamp, topicArn } = notification;
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
          SigningCertUrl: certificateOf(topicArn),
          UnsubscribeUrl: unsubscribeOf(subscription),
          MessageAttributes: envelopeAttributes(attributes, typeForLambda),
        },
      },
    ],
  });
};
