import { randomUUID } from "node:crypto";
import { AwsError } from "../../core/aws-error.ts";
import { parseJson } from "../../core/parse-json.ts";
import type { Account } from "../../core/resource-type.ts";
import type { Entry } from "./inputs.ts";

/** What patterns match and targets get. https://docs.aws.amazon.com/eventbridge/latest/ref/events-structure.html */
export type EventBody = {
  readonly version: "0";
  readonly id: string;
  readonly "detail-type": string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601, without milliseconds. */
  readonly time: string;
  readonly region: string;
  /** Of events that a replay brings again. */
  readonly "replay-name"?: string;
  readonly resources: string[];
  readonly detail: Readonly<Record<string, unknown>>;
};

/** An event as rules and targets see it. */
export interface BusEvent {
  readonly id: string;
  readonly body: EventBody;
  /** The event as JSON text; `Detail` is in it as it came, without the space between its tokens. */
  json(): string;
  readonly ingestionTime: string;
  /** Milliseconds of the cloud's clock. */
  readonly acceptedAt: number;
}

const withoutSpace = (json: string) => json.replace(/("[^"\\]*(?:\\.[^"\\]*)*")|\s+/g, "$1");
const seconds = (date: Date) => `${date.toISOString().slice(0, 19)}Z`;

const rejected = (code: string, message: string) => new AwsError(code, message);
const required = (name: string) =>
  rejected("InvalidArgument", `Parameter ${name} is not valid. Reason: ${name} is a required argument.`);

const parseDetail = (text: string): Record<string, unknown> => {
  let detail: unknown;
  try {
    detail = parseJson(text);
  } catch {
    throw rejected("MalformedDetail", "Detail is malformed.");
  }
  if (typeof detail !== "object" || detail === null || Array.isArray(detail)) {
    throw rejected("MalformedDetail", "Detail is malformed.");
  }
  return detail as Record<string, unknown>;
};

/** Makes the event of one entry of `PutEvents`; throws what becomes the entry's `ErrorCode` and `ErrorMessage`. */
export const createEvent = (
  entry: Entry,
  { accountId, region }: Account,
  acceptedAt: number,
  mayUseAwsSources: boolean,
): BusEvent => {
  const { Source, DetailType, Detail } = entry;
  if (!Source) throw required("Source");
  if (!DetailType) throw required("DetailType");
  if (!Detail) throw required("Detail");
  if (Source.startsWith("aws.") && !mayUseAwsSources) {
    throw rejected("NotAuthorizedForSourceException", "Not authorized for the source.");
  }
  const detail = parseDetail(Detail);
  const id = randomUUID();
  const ingestionTime = seconds(new Date(acceptedAt));
  const envelope: Omit<EventBody, "detail"> = {
    version: "0",
    id,
    "detail-type": DetailType,
    source: Source,
    account: accountId,
    time: entry.Time ? seconds(entry.Time) : ingestionTime,
    region,
    resources: entry.Resources ?? [],
  };
  let text: string | undefined;
  return {
    id,
    body: { ...envelope, detail },
    json: () => {
      text ??= `${JSON.stringify(envelope).slice(0, -1)},"detail":${withoutSpace(Detail)}}`;
      return text;
    },
    ingestionTime,
    acceptedAt,
  };
};

/** An event that an earlier run had accepted. `json` is what its `json()` was. */
export const keptEvent = (json: string, acceptedAt: number, ingestionTime: string): BusEvent => {
  const body = JSON.parse(json) as EventBody;
  return { id: body.id, body, json: () => json, ingestionTime, acceptedAt };
};

/** An event as a replay brings it again: the same, with the name of the replay. `json` is what its `json()` was. */
export const replayedEvent = (json: string, replayName: string, acceptedAt: number): BusEvent => {
  const { detail, resources, ...head } = JSON.parse(json) as EventBody;
  const envelope = { ...head, "replay-name": replayName, resources };
  // Within a text, the quotes would be escaped.
  const detailText = json.slice(json.indexOf(',"detail":'));
  return {
    id: head.id,
    body: { ...envelope, detail },
    json: () => `${JSON.stringify(envelope).slice(0, -1)}${detailText}`,
    ingestionTime: seconds(new Date(acceptedAt)),
    acceptedAt,
  };
};

/** What the targets of a rule get when it was due. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html */
export const scheduledEvent = (
  account: Account,
  ruleArn: string,
  due: number,
  acceptedAt: number,
): BusEvent =>
  createEvent(
    {
      Source: "aws.events",
      DetailType: "Scheduled Event",
      Detail: "{}",
      Resources: [ruleArn],
      Time: new Date(due),
    },
    account,
    acceptedAt,
    true,
  );

/** Bytes an entry counts; https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
export const sizeOf = (entry: Entry): number => {
  const bytes = (text = "") => Buffer.byteLength(text);
  const resources = (entry.Resources ?? []).reduce((sum, resource) => sum + bytes(resource), 0);
  const time = entry.Time ? 14 : 0;
  return time + bytes(entry.Source) + bytes(entry.DetailType) + bytes(entry.Detail) + resources;
};
