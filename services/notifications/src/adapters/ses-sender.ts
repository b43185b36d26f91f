import { type SESv2Client, SendEmailCommand } from "@aws-sdk/client-sesv2";
import type { EmailPorts } from "../use-cases/ports.ts";

const utf8 = (Data: string) => ({ Data, Charset: "UTF-8" });

export const sesSender =
  (ses: SESv2Client, FromEmailAddress: string): EmailPorts["sendEmail"] =>
  async ({ to, subject, text, html }) => {
    await ses.send(
      new SendEmailCommand({
        FromEmailAddress,
        Destination: { ToAddresses: [to] },
        Content: { Simple: { Subject: utf8(subject), Body: { Text: utf8(text), Html: utf8(html) } } },
      }),
    );
  };
