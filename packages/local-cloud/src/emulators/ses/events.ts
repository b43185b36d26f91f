import { stableId } from "../../core/resource-type.ts";
import { bareAddress } from "./send-email.ts";
import { isSuppressed, type Outcome } from "./simulator.ts";

/** What every event says of the message. */
export interface Mail {
  /** ISO 8601, as all times. */
  readonly timestamp: string;
  readonly source: string;
  readonly sourceArn: string;
  readonly sendingAccountId: string;
  readonly messageId: string;
  readonly destination: readonly string[];
  readonly headersTruncated: boolean;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly commonHeaders: Readonly<Record<string, string | readonly string[]>>;
  readonly tags: Readonly<Record<string, readonly string[]>>;
}

/** https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html */
export interface SesEvent {
  readonly eventType: "Send" | Outcome;
  readonly mail: Mail;
  readonly [details: string]: unknown;
}

export const sendEvent = (mail: Mail): SesEvent => ({ eventType: "Send", mail, send: {} });

const server = "dsn; a8-1.smtp-out.amazonses.com";

export const outcomeEvent = (mail: Mail, eventType: Outcome, recipient: string): SesEvent => {
  const { timestamp, messageId } = mail;
  const emailAddress = bareAddress(recipient);
  const feedbackId = `${stableId(`${messageId} ${emailAddress}`)}-000000`;
  switch (eventType) {
    case "Delivery":
      return {
        eventType,
        mail,
        delivery: {
          timestamp,
          processingTimeMillis: 0,
          recipients: [emailAddress],
          smtpResponse: "250 2.0.0 OK",
          reportingMTA: "a8-1.smtp-out.amazonses.com",
        },
      };
    case "Bounce":
      return {
        eventType,
        mail,
        bounce: {
          bounceType: "Permanent",
          bounceSubType: isSuppressed(emailAddress) ? "Suppressed" : "General",
          bouncedRecipients: [
            {
              emailAddress,
              action: "failed",
              status: "5.1.1",
              diagnosticCode: "smtp; 550 5.1.1 user unknown",
            },
          ],
          timestamp,
          feedbackId,
          reportingMTA: server,
        },
      };
    case "Complaint":
      return {
        eventType,
        mail,
        complaint: {
          complainedRecipients: [{ emailAddress }],
          timestamp,
          feedbackId,
          complaintSubType: null,
          userAgent: "Amazon SES Mailbox Simulator",
          complaintFeedbackType: "abuse",
          arrivalDate: timestamp,
        },
      };
  }
};
