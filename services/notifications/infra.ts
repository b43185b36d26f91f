import { pattern } from "@sourdough/events-schema";
import { ruleArn, rulesDeadLetterQueue, ruleToTopic } from "../../infra/event-rule.ts";
import { outboxRelay } from "../../infra/outbox-relay.ts";
import { allowSending, queueWithDeadLetter } from "../../infra/queue.ts";
import { protectData } from "../../infra/shared.ts";
import { consumes } from "./src/consumes.ts";

const functionTimeoutSeconds = 10;

/** Tells customers what became of their orders, by e-mail and by text message. */
export const notifications = () => {
  const notificationsTable = new sst.aws.Dynamo("NotificationsTable", {
    fields: { pk: "string", sk: "string" },
    primaryIndex: { hashKey: "pk", rangeKey: "sk" },
    stream: "new-image",
    ttl: "ttl",
    deletionProtection: protectData(),
  });
  const senderEmail = process.env.SENDER_EMAIL ?? "orders@sourdough.example";
  const senderIdentity = new aws.sesv2.EmailIdentity("SenderIdentity", { emailIdentity: senderEmail });
  const sender = new sst.Linkable("Sender", { properties: { email: senderEmail } });

  const topic = new sst.aws.SnsTopic("CustomerNotificationsTopic");
  new aws.sns.TopicPolicy("CustomerNotificationsTopicPolicy", {
    arn: topic.arn,
    policy: aws.iam.getPolicyDocumentOutput({
      statements: [
        {
          actions: ["sns:Publish"],
          resources: [topic.arn],
          principals: [{ type: "Service", identifiers: ["events.amazonaws.com"] }],
          conditions: [
            { test: "ArnEquals", variable: "aws:SourceArn", values: [ruleArn("CustomerNotifications")] },
          ],
        },
      ],
    }).json,
  });

  const channel = (
    name: "Email" | "Sms",
    options: {
      filter: object;
      /** Both services limit what an account sends a second; the rest waits in the queue. */
      maximumConcurrency: number;
      link?: sst.Linkable<Record<string, unknown>>[];
      permission: { actions: string[]; resources: $util.Input<string>[] };
    },
  ) => {
    const { queue, deadLetterQueue } = queueWithDeadLetter(name, {
      consumerTimeoutSeconds: functionTimeoutSeconds,
    });
    const fromTopic = [{ service: "sns.amazonaws.com" as const, sourceArns: [topic.arn] }];
    allowSending(`${name}Queue`, queue, fromTopic);
    allowSending(`${name}DeadLetterQueue`, deadLetterQueue, fromTopic);
    new aws.sns.TopicSubscription(`${name}Subscription`, {
      topic: topic.arn,
      protocol: "sqs",
      endpoint: queue.arn,
      rawMessageDelivery: true,
      filterPolicyScope: "MessageBody",
      filterPolicy: JSON.stringify(options.filter),
      redrivePolicy: $jsonStringify({ deadLetterTargetArn: deadLetterQueue.arn }),
    });
    queue.subscribe(
      {
        handler: `services/notifications/src/handlers/send-${name.toLowerCase()}.queue.handler`,
        timeout: `${functionTimeoutSeconds} seconds`,
        link: [notificationsTable, ...(options.link ?? [])],
        permissions: [
          { actions: ["dynamodb:PutItem", "dynamodb:UpdateItem"], resources: [notificationsTable.arn] },
          options.permission,
        ],
      },
      {
        batch: { size: 10, partialResponses: true },
        transform: {
          eventSourceMapping: (args) => {
            args.scalingConfig = { maximumConcurrency: options.maximumConcurrency };
          },
        },
      },
    );
  };
  channel("Email", {
    filter: { "detail-type": consumes.SendEmail.map(({ name }) => name) },
    maximumConcurrency: 5,
    link: [sender],
    permission: { actions: ["ses:SendEmail"], resources: [senderIdentity.arn] },
  });
  channel("Sms", {
    filter: { detail: { data: { customer: { phone: [{ exists: true }] } } } },
    maximumConcurrency: 2,
    // A phone number is no resource, so there is none to name:
    // https://docs.aws.amazon.com/sns/latest/dg/sns-using-identity-based-policies.html
    permission: { actions: ["sns:Publish"], resources: ["*"] },
  });
  outboxRelay("Notifications", notificationsTable);

  const deadLetterQueue = rulesDeadLetterQueue("Notifications", ["CustomerNotifications"]);
  ruleToTopic("CustomerNotifications", {
    pattern: pattern(...consumes.SendEmail),
    topic,
    deadLetterQueue,
  });

  return { notificationsTable: notificationsTable.name, customerNotificationsTopic: topic.arn };
};
