import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Clock } from "../../core/clock.ts";
import type { State } from "../../state/state.ts";
import { formatEmail, formatSms } from "./format.ts";

/** An e-mail as SES took it. */
export interface EmailMessage {
  readonly messageId: string;
  /** `Sourdough <orders@example.com>` */
  readonly from: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly replyTo: readonly string[];
  readonly subject: string;
  readonly text?: string;
  readonly html?: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

/** A text message as SNS took it. */
export interface SmsMessage {
  readonly messageId: string;
  /** E.164, `+31612345678` */
  readonly to: string;
  readonly body: string;
  readonly senderId?: string;
}

export type MailboxEntry = {
  /** Milliseconds since the epoch, on the clock of the local cloud. */
  readonly at: number;
  /** Name in the mailbox folder. */
  readonly file: string;
} & (({ readonly kind: "email" } & EmailMessage) | ({ readonly kind: "sms" } & SmsMessage));

/** Where e-mail and text messages end up instead of with people. */
export interface Mailbox {
  email(message: EmailMessage): void;
  sms(message: SmsMessage): void;
  /** The newest messages, oldest first, at most 1,000 unless told otherwise. */
  list(): readonly MailboxEntry[];
}

declare module "../../core/cloud.ts" {
  interface Shared {
    mailbox: Mailbox;
  }
}

interface MailboxOptions {
  readonly clock: Clock;
  readonly state: Pick<State, "records">;
  /** The `mailbox` folder is made inside it. */
  readonly localFolder: string;
  readonly capacity?: number;
  warn?(message: string): void;
}

const entry = z.looseObject({
  at: z.number(),
  file: z.string(),
  kind: z.enum(["email", "sms"]),
  messageId: z.string(),
});

const countIn = ({ file }: MailboxEntry) => Number(file.split("-")[1]);

/** What is named as `fileName` does; everything else in the folder is somebody else's. */
const OWN_FILE = /^\d{8}T\d{9}Z-\d{6,}-(email|sms)-/;

const filesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder)
      .filter((name) => OWN_FILE.test(name))
      .sort();
  } catch {
    return [];
  }
};

/**
 * Keeps the newest messages, over restarts too, and writes each as a file a mail program or editor opens. Files are as
 * many at most as messages, those of runs whose state was thrown away included.
 */
export const createMailbox = ({
  clock,
  state,
  localFolder,
  capacity = 1000,
  warn,
}: MailboxOptions): Mailbox => {
  const folder = join(localFolder, "mailbox");
  const kept = state.records<MailboxEntry>("mailbox/messages", entry);
  const entries = [...kept.read()].map(([, entry]) => entry);
  const files = filesIn(folder);
  /** Part of the files' names. */
  let count = entries.length === 0 ? 0 : countIn(entries.at(-1)!);

  const fileName = (at: number, kind: string, to: string | undefined, extension: string) => {
    const time = new Date(at).toISOString().replaceAll(/[-:.]/g, "");
    const address = (to ?? "nobody").replaceAll(/[^A-Za-z0-9@+.-]/g, "_").slice(0, 80);
    return `${time}-${String(++count).padStart(6, "0")}-${kind}-${address}.${extension}`;
  };
  const add = (entry: MailboxEntry, text: string) => {
    entries.push(entry);
    kept.put(String(count), entry);
    if (entries.length > capacity) kept.delete(String(countIn(entries.shift()!)));
    // To hand it to another thread, as promises do three times for a file, takes longer than to write it.
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, entry.file), text);
      files.push(entry.file);
      for (const old of files.splice(0, Math.max(files.length - capacity, 0)))
        rmSync(join(folder, old), { force: true });
    } catch (error) {
      warn?.(`The mailbox could not write ${join(folder, entry.file)}: ${error}`);
    }
  };

  return {
    email(message) {
      const at = clock.now();
      const file = fileName(at, "email", message.to[0] ?? message.cc[0] ?? message.bcc[0], "eml");
      add({ ...message, kind: "email", at, file }, formatEmail(message, at));
    },
    sms(message) {
      const at = clock.now();
      const file = fileName(at, "sms", message.to, "txt");
      add({ ...message, kind: "sms", at, file }, formatSms(message, at));
    },
    list: () => [...entries],
  };
};
