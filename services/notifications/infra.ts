import { alarm } from "../../infra/alarm.ts";
import { consumers } from "../../infra/consumers.ts";
import { graph } from "../../infra/dashboard.ts";
import { outboxRelay } from "../../infra/outbox-relay.ts";
import { publishShared } from "../../infra/shared.ts";
import { table } from "../../infra/table.ts";
import { toTopic } from "../../infra/targets/topic.ts";
import { consumes } from "./src/consumes.ts";

/** Tells customers what became of their orders, by e-mail and by text message. */
export const notifications = () => {
  const notificationsTable = table("NotificationsTable", {
    fields: { pk: "string", sk: "string" },
    primaryIndex: { hashKey: "pk", rangeKey: "sk" },
    stream: "new-image",
  });
  // An account has an address once in a region, so each of its stages needs another.
  const senderEmail = process.env.SENDER_EMAIL || `orders+${$app.stage}@sourdough.example`;
  const senderIdentity = new aws.sesv2.EmailIdentity("SenderIdentity", { emailIdentity: senderEmail });
  // Rates are of the account in the region, and no identity's own.
  alarm("emails-bounced", "Emails", { dimensions: {} });
  alarm("emails-complained", "Emails", { dimensions: {} });
  const sender = new sst.Linkable("Sender", { properties: { email: senderEmail } });

  const timeoutSeconds = 10;
  const writeLog = {
    actions: ["dynamodb:PutItem", "dynamodb:UpdateItem"],
    resources: [notificationsTable.arn],
  };
  const topic = toTopic("CustomerNotifications");
  // Both services limit what an account sends a second; the rest waits in the queue.
  consumers("Notifications", consumes, {
    SendEmail: topic.queueToFunction({
      subscription: "Email",
      timeoutSeconds,
      maximumConcurrency: 5,
      link: [notificationsTable, sender],
      permissions: [writeLog, { actions: ["ses:SendEmail"], resources: [senderIdentity.arn] }],
    }),
    SendSms: topic.queueToFunction({
      subscription: "Sms",
      timeoutSeconds,
      maximumConcurrency: 2,
      link: [notificationsTable],
      // A phone number is no resource, so there is none to name, but every topic is one:
      // https://docs.aws.amazon.com/sns/latest/dg/sns-using-identity-based-policies.html
      permissions: [
        writeLog,
        { actions: ["sns:Publish"], resources: ["*"] },
        { effect: "deny", actions: ["sns:Publish"], resources: ["arn:aws:sns:*:*:*"] },
      ],
    }),
  });
  outboxRelay("Notifications", notificationsTable);

  graph("Customers who were told", { SendEmail: ["EmailsSent"], SendSms: ["TextMessagesSent"] });

  publishShared("notifications-table", notificationsTable.name);
  return { notificationsTable: notificationsTable.name, customerNotificationsTopic: topic.arn };
};
