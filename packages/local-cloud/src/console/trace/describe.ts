import type { Hop } from "../../core/journal.ts";
import type { HopError, Issue } from "../api.ts";
import type { Redaction } from "../redaction.ts";

/** Actions that take no time, and so never end. */
const momentary = new Set([
  "Receive",
  "AcceptEvent",
  "Broadcast",
  "EndExecution",
  "DeadLetter",
  "Log",
  "FailMessage",
  "FailRecord",
  "MoveMessage",
  "Discard",
  "RetryState",
  "CatchError",
  "Warn",
  "ExpireItem",
]);

/** Whether the hop is still going on. */
export const isRunning = ({ durationMs, action, service }: Hop): boolean =>
  durationMs === undefined && !momentary.has(action) && service !== "local-cloud" && service !== "site";

type Payloads = Pick<Hop, "input" | "output">;

const field = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;

const records = (value: unknown): string | undefined =>
  Array.isArray(value) ? `${value.length} ${value.length === 1 ? "record" : "records"}` : undefined;

/** `OrderPlaced v1` of an event, in whatever it is wrapped. */
const eventName = (value: unknown): string | undefined => {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  const name = /"(?:detail-type|DetailType)\\*":\s*\\*"([^"\\]+)/.exec(text)?.[1];
  if (name === undefined) return undefined;
  const version = /"metadata\\*":\s*\{[^{}]*?\\*"version\\*":\s*(\d+)/.exec(text)?.[1];
  return version === undefined ? name : `${name} v${version}`;
};

const notes: Readonly<Record<string, (hop: Hop, payloads: Payloads) => string | undefined>> = {
  EnterState: ({ source }) => source,
  RetryState: ({ source }) => source,
  Receive: (_, { output }) => records(output),
  HandleBatch: (_, { input }) => records(input),
  AcceptEvent: (_, { input }) => eventName(input),
  Deliver: (_, { input }) => eventName(field(input, "event")),
  PutEvents: (_, { input }) => {
    const entries = field(input, "Entries");
    if (!Array.isArray(entries)) return undefined;
    const names = entries.map((entry) => String(field(entry, "DetailType")));
    return [...new Set(names)].join(", ");
  },
  Publish: (_, { input }) => eventName(input),
  SendMessage: (_, { input }) => eventName(field(input, "MessageBody")),
  Run: (_, { input }) => {
    const text = String(input);
    return text.startsWith('{"Records":[') ? eventName(text) : undefined;
  },
  TransactWriteItems: (_, { input }) => {
    const items = field(input, "TransactItems");
    return Array.isArray(items) ? `${items.length} writes` : undefined;
  },
  Discard: (_, { input }) => records(input),
  Warn: ({ error }) => error?.message,
  EndExecution: ({ error }, { input }) => {
    if (error) return undefined;
    return field(input, "status") === "ABORTED"
      ? `aborted ${field(input, "error") ?? ""}`.trim()
      : "succeeded";
  },
};

/** One line about what went through. */
export const noteOf = (hop: Hop, payloads: Payloads): string | undefined => {
  if (hop.service === "execute-api") {
    const status = field(payloads.output, "status") ?? field(payloads.output, "statusCode");
    return status === undefined ? undefined : String(status);
  }
  return notes[hop.action]?.(hop, payloads);
};

/** The fields an error's message names, as `InvalidInputError` writes them: `subject: path: why; path: why`. */
export const errorOf = (error: { code: string; message: string }, redaction: Redaction): HopError => {
  const { code } = error;
  const message = redaction.maskText(error.message);
  const issues =
    /^Invalid(Input|Event)Error$/.test(code) || /\bis malformed:/.test(message) ? issuesIn(message) : [];
  return { code, message, ...(issues.length > 0 && { issues }) };
};

const issuesIn = (message: string): Issue[] => {
  const details = message.slice(message.indexOf(": ") + 2);
  return details.split("; ").flatMap((detail) => {
    const [, path, why] = /^([A-Za-z_][\w.-]*): (.+)$/.exec(detail) ?? [];
    return path === undefined || why === undefined ? [] : [{ path, message: why }];
  });
};
