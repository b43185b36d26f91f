import { SESv2Client } from "@aws-sdk/client-sesv2";
import { SNSClient } from "@aws-sdk/client-sns";
import { once, ports } from "@sourdough/lambda-kit";
import { documentClient } from "@sourdough/lambda-kit/dynamodb";
import { Resource } from "sst/resource";
import * as z from "zod";
import { notificationLog } from "./adapters/notification-log.ts";
import { sesSender } from "./adapters/ses-sender.ts";
import { smsSender } from "./adapters/sms-sender.ts";
import type { EmailPorts, TextMessagePorts } from "./use-cases/ports.ts";

const LogLinks = z.object({ NotificationsTable: z.object({ name: z.string() }) });
const SenderLinks = z.object({ Sender: z.object({ email: z.string() }) });

const log = once(() => notificationLog(documentClient(), LogLinks.parse(Resource).NotificationsTable.name));

// One function per channel, so that neither bundle has the other's client.

export const emailWiring = (): EmailPorts => {
  const sendEmail = once(() => sesSender(new SESv2Client({}), SenderLinks.parse(Resource).Sender.email));
  return {
    ...ports,
    get log() {
      return log();
    },
    sendEmail: (email) => sendEmail()(email),
  };
};

export const textMessageWiring = (): TextMessagePorts => {
  const sendTextMessage = once(() => smsSender(new SNSClient({})));
  return {
    ...ports,
    get log() {
      return log();
    },
    sendTextMessage: (message) => sendTextMessage()(message),
  };
};
