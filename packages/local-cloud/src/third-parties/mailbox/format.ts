import type { EmailMessage, SmsMessage } from "./index.ts";

const oneLine = (value: string) => value.replaceAll(/[\r\n]+/g, " ");

const part = (type: string, body: string) =>
  `Content-Type: ${type}; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n${body}\n`;

/** Internet message format with UTF-8 headers (RFC 6532): mail programs open it and people can read it. */
export const formatEmail = (message: EmailMessage, at: number): string => {
  const headers: [string, string][] = [
    ["From", message.from],
    ["To", message.to.join(", ")],
    ["Cc", message.cc.join(", ")],
    ["Bcc", message.bcc.join(", ")],
    ["Reply-To", message.replyTo.join(", ")],
    ["Subject", message.subject],
    ["Date", new Date(at).toUTCString().replace("GMT", "+0000")],
    ["Message-ID", `<${message.messageId}@mailbox.localcloud>`],
    ["MIME-Version", "1.0"],
    ...message.headers.map(({ name, value }): [string, string] => [name, value]),
  ];
  const head = headers
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${oneLine(name)}: ${oneLine(value)}\n`)
    .join("");
  if (message.html === undefined) return head + part("text/plain", message.text ?? "");
  if (message.text === undefined) return head + part("text/html", message.html);
  const boundary = `part-${message.messageId.replaceAll(/[^A-Za-z0-9-]/g, "")}`;
  const parts = [part("text/plain", message.text), part("text/html", message.html)];
  const body = parts.map((text) => `--${boundary}\n${text}`).join("");
  return `${head}Content-Type: multipart/alternative; boundary="${boundary}"\n\n${body}--${boundary}--\n`;
};

export const formatSms = (message: SmsMessage, at: number): string =>
  [
    `To: ${message.to}`,
    ...(message.senderId === undefined ? [] : [`From: ${message.senderId}`]),
    `Date: ${new Date(at).toISOString()}`,
    `Message-ID: ${message.messageId}`,
    "",
    message.body,
    "",
  ].join("\n");
