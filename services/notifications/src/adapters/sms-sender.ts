import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import type { TextMessagePorts } from "../use-cases/ports.ts";

export const smsSender =
  (sns: SNSClient): TextMessagePorts["sendTextMessage"] =>
  async ({ to, text }) => {
    await sns.send(
      new PublishCommand({
        PhoneNumber: to,
        Message: text,
        MessageAttributes: {
          // https://docs.aws.amazon.com/sns/latest/dg/sms_sending-overview.html: reliable rather than cheap.
          "AWS.SNS.SMS.SMSType": { DataType: "String", StringValue: "Transactional" },
        },
      }),
    );
  };
