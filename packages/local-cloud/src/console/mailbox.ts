import type { Cloud } from "../core/cloud.ts";
import type { MailboxEntry } from "../third-parties/mailbox/index.ts";
import type { Mail, MailDetail } from "./api.ts";
import { notFound } from "./http/problem.ts";
import type { HtmlAnswer } from "./http/router.ts";
import type { TraceContext } from "./trace/hops.ts";

/** E-mails and text messages that went out. */
export interface MailReader {
  list(limit: number): Mail[];
  get(id: string): MailDetail;
  html(id: string): HtmlAnswer;
}

const PREVIEW = 140;
/** Nothing in a mail may run, load or lead anywhere. */
const policy =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'; sandbox";

const textOf = (entry: MailboxEntry): string =>
  entry.kind === "sms"
    ? entry.body
    : (entry.text ?? (entry.html ?? "").replaceAll(/<style[\s\S]*?<\/style>|<[^>]+>/g, " "));

export const createMailReader = (cloud: Cloud, { journal }: TraceContext): MailReader => {
  const show = (entry: MailboxEntry): Mail => {
    const hopId = journal.mentions.of(entry.messageId)[0];
    const hop = hopId === undefined ? undefined : journal.hop(hopId);
    const ids = hop ? journal.mentions.idsIn(hop.id).filter((id) => id !== entry.messageId) : [];
    return {
      id: entry.messageId,
      at: entry.at,
      channel: entry.kind,
      from: entry.kind === "email" ? entry.from : (entry.senderId ?? ""),
      to: entry.kind === "email" ? [...entry.to] : [entry.to],
      preview: textOf(entry).replaceAll(/\s+/g, " ").trim().slice(0, PREVIEW),
      ids,
      subject: entry.kind === "email" ? entry.subject : undefined,
      traceId: hop?.traceId,
    };
  };
  const find = (id: string): MailboxEntry => {
    const entry = cloud
      .use("mailbox")
      .list()
      .find(({ messageId }) => messageId === id);
    if (!entry) throw notFound("This message is no longer in the mailbox.");
    return entry;
  };
  return {
    list: (limit) => cloud.use("mailbox").list().slice(-limit).toReversed().map(show),
    get(id) {
      const entry = find(id);
      const text = entry.kind === "sms" ? entry.body : entry.text;
      return {
        ...show(entry),
        html: entry.kind === "email" && entry.html !== undefined,
        text,
      };
    },
    html(id) {
      const entry = find(id);
      if (entry.kind === "sms" || entry.html === undefined) throw notFound("This message has no HTML.");
      return { html: entry.html, policy };
    },
  };
};
