import { LOOPBACK } from "../../http/hosts.ts";
import type { Mail } from "./events.ts";
import { bareAddress, recipientsOf, type SendEmailInput } from "./send-email.ts";

interface Sent {
  readonly messageId: string;
  readonly sourceArn: string;
  readonly sendingAccountId: string;
  readonly configurationSet: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What events say of a message. */
export const mailOf = (email: SendEmailInput, sent: Sent): Mail => {
  const { FromEmailAddress: from, Destination, ReplyToAddresses: replyTo, EmailTags = [] } = email;
  const { ToAddresses: to, CcAddresses: cc } = Destination;
  const { Subject, Headers } = email.Content.Simple;
  const listed = { "Reply-To": replyTo, To: to, Cc: cc };
  return {
    timestamp: new Date(sent.now).toISOString(),
    source: from,
    sourceArn: sent.sourceArn,
    sendingAccountId: sent.sendingAccountId,
    messageId: sent.messageId,
    destination: recipientsOf(email),
    headersTruncated: false,
    headers: [
      { name: "From", value: from },
      ...Object.entries(listed)
        .filter(([, addresses]) => addresses.length > 0)
        .map(([name, addresses]) => ({ name, value: addresses.join(", ") })),
      { name: "Subject", value: Subject.Data },
      { name: "MIME-Version", value: "1.0" },
      ...Headers.map(({ Name, Value }) => ({ name: Name, value: Value })),
    ],
    commonHeaders: {
      from: [from],
      ...(replyTo.length > 0 && { replyTo }),
      to,
      ...(cc.length > 0 && { cc }),
      messageId: sent.messageId,
      subject: Subject.Data,
    },
    tags: {
      "ses:configuration-set": [sent.configurationSet],
      "ses:source-ip": [LOOPBACK],
      "ses:from-domain": [bareAddress(from).split("@").at(-1)!],
      ...Object.fromEntries(EmailTags.map(({ Name, Value }) => [Name, [Value]])),
    },
  };
};
