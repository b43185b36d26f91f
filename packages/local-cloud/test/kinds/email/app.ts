import { SESv2Client, SendEmailCommand } from "@aws-sdk/client-sesv2";
import { Resource } from "sst";

const ses = new SESv2Client();
const { sender } = (Resource as unknown as { Mail: { sender: string } }).Mail;

export const tell = async () => {
  const text = (Data: string) => ({ Data });
  await ses.send(
    new SendEmailCommand({
      FromEmailAddress: sender,
      Destination: { ToAddresses: ["ann@example.com"] },
      Content: { Simple: { Subject: text("Fresh"), Body: { Text: text("Your rye is ready.") } } },
    }),
  );
  return "told";
};
