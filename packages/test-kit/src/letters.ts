import type { MailboxEntry } from "sourdough-local";

/** An e-mail or a text message that was sent. */
export interface Letter {
  readonly kind: "email" | "sms";
  /** An e-mail address, or a number in E.164; several addresses with commas between them. */
  readonly to: string;
  /** Of an e-mail. */
  readonly subject?: string;
  readonly text: string;
}

/** What alarms tell the staff by their topic; whether one goes off depends on how far a test moves the clock. */
export const isOfAlarms = (entry: MailboxEntry): boolean =>
  entry.kind === "email" && entry.from.includes("no-reply@sns.amazonaws.com");

export const toLetter = (entry: MailboxEntry): Letter => {
  if (entry.kind === "sms") return { kind: entry.kind, to: entry.to, text: entry.body };
  const { kind, to, subject, text = "" } = entry;
  return { kind, to: to.join(", "), subject, text };
};
