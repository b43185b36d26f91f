import type { MessageAttributeValue } from "@aws-sdk/client-sqs";
import * as z from "zod";
import { nameOf } from "../names.ts";
import { type ContractCheck, checkBody, checkEvent } from "./contract.ts";
import type { DeadLetterQueue } from "./queues.ts";
import type { Lent } from "./read.ts";

/** The records of a stream that were given up, by their place; the message has nothing of what is in them. */
const BatchInfo = z.object({
  shardId: z.string(),
  startSequenceNumber: z.string(),
  endSequenceNumber: z.string(),
  approximateArrivalOfFirstRecord: z.string(),
  approximateArrivalOfLastRecord: z.string(),
  batchSize: z.number(),
  streamArn: z.string(),
});
export type Batch = z.infer<typeof BatchInfo>;

/** Where a message was before it was given up, and so where it goes back to. */
export type Origin =
  | { readonly kind: "queue"; readonly queueArn: string }
  | { readonly kind: "rule"; readonly ruleArn: string; readonly targetArn: string }
  | { readonly kind: "schedule"; readonly scheduleArn: string; readonly targetArn: string }
  | { readonly kind: "function"; readonly functionArn: string }
  | { readonly kind: "pipe"; readonly pipeArn: string; readonly batch: Batch }
  | { readonly kind: "mapping"; readonly functionArn: string; readonly batch: Batch }
  /** A state machine that a rule started, and that sent the event itself when it gave up. */
  | { readonly kind: "machine" }
  /** An event that no consumer takes, since it has no contract. */
  | { readonly kind: "noContract" }
  | { readonly kind: "unknown" };

/** A message of a dead-letter queue, read. */
export interface Letter {
  readonly message: Lent;
  readonly id: string;
  readonly sentAt: Date;
  readonly receives: number;
  readonly origin: Origin;
  readonly reason: string;
  readonly body: unknown;
  /** What of the body counts: the event in it, or the whole. */
  readonly event?: unknown;
  readonly contract: ContractCheck;
  readonly correlationId?: string | undefined;
  readonly traceparent?: string | undefined;
  /** Id of the message that this one is the repaired form of. */
  readonly repairs?: string | undefined;
}

/** What `repair` notes in the attributes of the message it puts in place of another. */
export const noted = { origin: "OpsOrigin", repairs: "OpsRepairs" } as const;

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const Given = z.object({
  event: z.unknown(),
  error: z.object({ Error: z.string(), Cause: z.string().optional() }),
});
const WithoutContract = z.object({ reason: z.string(), event: z.unknown() });
const OfPipe = z.object({
  context: z.object({ partnerResourceArn: z.string(), condition: z.string() }),
  DDBStreamBatchInfo: BatchInfo.optional(),
  KinesisBatchInfo: BatchInfo.optional(),
});
const OfFunction = z.object({
  requestContext: z.object({
    functionArn: z.string(),
    condition: z.string(),
    approximateInvokeCount: z.number().optional(),
  }),
  requestPayload: z.unknown().optional(),
  responsePayload: z.unknown().optional(),
  DDBStreamBatchInfo: BatchInfo.optional(),
  KinesisBatchInfo: BatchInfo.optional(),
});
const FunctionError = z.object({ errorType: z.string(), errorMessage: z.string() });

interface Known {
  origin: Origin;
  reason: string;
  event?: unknown;
}

const ofBody = (body: unknown): Known | undefined => {
  const pipe = OfPipe.safeParse(body).data;
  const batchOfPipe = pipe?.DDBStreamBatchInfo ?? pipe?.KinesisBatchInfo;
  if (pipe && batchOfPipe)
    return {
      origin: { kind: "pipe", pipeArn: pipe.context.partnerResourceArn, batch: batchOfPipe },
      reason: pipe.context.condition,
    };
  const fn = OfFunction.safeParse(body).data;
  if (fn) {
    const { functionArn, condition } = fn.requestContext;
    const error = FunctionError.safeParse(fn.responsePayload).data;
    const reason = error ? `${condition}: ${error.errorType}, ${error.errorMessage}` : condition;
    const batch = fn.DDBStreamBatchInfo ?? fn.KinesisBatchInfo;
    if (batch) return { origin: { kind: "mapping", functionArn, batch }, reason };
    return { origin: { kind: "function", functionArn }, reason, event: fn.requestPayload };
  }
  const given = Given.safeParse(body).data;
  if (given)
    return {
      origin: { kind: "machine" },
      reason: `${given.error.Error}${given.error.Cause ? `: ${given.error.Cause}` : ""}`,
      event: given.event,
    };
  const without = WithoutContract.safeParse(body).data;
  if (without) return { origin: { kind: "noContract" }, reason: without.reason, event: without.event };
  return undefined;
};

const ofAttributes = (attribute: (name: string) => string | undefined, body: unknown): Known | undefined => {
  const targetArn = attribute("TARGET_ARN");
  if (!targetArn) return undefined;
  const code = attribute("ERROR_CODE") ?? "";
  const tries = attribute("RETRY_ATTEMPTS");
  const reason = `${code}, ${attribute("ERROR_MESSAGE") ?? ""}${tries ? ` (after ${tries} retries)` : ""}`;
  const ruleArn = attribute("RULE_ARN");
  if (ruleArn) return { origin: { kind: "rule", ruleArn, targetArn }, reason, event: body };
  const scheduleArn = attribute("SCHEDULE_ARN");
  if (scheduleArn) return { origin: { kind: "schedule", scheduleArn, targetArn }, reason };
  return undefined;
};

/**
 * Of a message that says nothing itself: SQS tells of those that it moved where from, and a subscription's come to the
 * queue behind which it is, which gives up into the same.
 */
const ofQueue = (message: Lent, { sources }: DeadLetterQueue, body: unknown): Known => {
  const { DeadLetterQueueSourceArn: from, ApproximateReceiveCount = "1" } = message.Attributes ?? {};
  if (from) {
    const times = Number(ApproximateReceiveCount) - 1;
    return {
      origin: { kind: "queue", queueArn: from },
      reason: `received ${times > 0 ? `${times} times ` : ""}without success: the log of its consumer says why`,
      event: body,
    };
  }
  const [queue, ...others] = sources.filter(({ kind }) => kind === "queue");
  if (!queue || others.length > 0) return { origin: { kind: "unknown" }, reason: "it does not say" };
  return {
    origin: { kind: "queue", queueArn: queue.queueArn.replace(/[^:]+$/, queue.name) },
    reason: sources.some(({ kind }) => kind === "subscription")
      ? "its topic could not deliver it, or somebody put it here"
      : "somebody put it here",
    event: body,
  };
};

const metadataOf = (event: unknown) => {
  const Metadata = z.object({ correlationId: z.string().optional(), traceparent: z.string().optional() });
  const inDetail = z.object({ detail: z.object({ metadata: Metadata }) }).safeParse(event).data?.detail;
  return (inDetail ?? z.object({ metadata: Metadata }).safeParse(event).data)?.metadata;
};

const stringOf = (attributes: Record<string, MessageAttributeValue> | undefined, name: string) =>
  attributes?.[name]?.StringValue;

/** What a message is, why it was given up, and whether it satisfies its contract. */
export const readLetter = (message: Lent, queue: DeadLetterQueue): Letter => {
  const body = parsed(message.Body ?? "");
  const attribute = (name: string) => stringOf(message.MessageAttributes, name);
  const known = ofBody(body) ?? ofAttributes(attribute, body) ?? ofQueue(message, queue, body);
  const kept = attribute(noted.origin);
  const origin = kept ? ({ kind: "queue", queueArn: kept } as const) : known.origin;
  const event = known.event ?? (kept ? body : undefined);
  const contract = origin.kind === "queue" ? checkBody(origin.queueArn, body) : checkEvent(event);
  const metadata = metadataOf(event);
  return {
    message,
    id: message.MessageId,
    sentAt: new Date(Number(message.Attributes?.SentTimestamp ?? 0)),
    receives: Number(message.Attributes?.ApproximateReceiveCount ?? 0),
    origin,
    reason: kept ? "repaired, not brought back yet" : known.reason,
    body,
    event,
    contract,
    correlationId: metadata?.correlationId,
    traceparent: metadata?.traceparent,
    repairs: attribute(noted.repairs),
  };
};

/** Where it came from, for a person. */
export const originText = (origin: Origin): string => {
  switch (origin.kind) {
    case "queue":
      return `queue ${nameOf(origin.queueArn)}`;
    case "rule":
      return `rule ${nameOf(origin.ruleArn)}, to ${nameOf(origin.targetArn)}`;
    case "schedule":
      return `schedule ${nameOf(origin.scheduleArn)}, to ${nameOf(origin.targetArn)}`;
    case "function":
      return `asynchronous invocation of ${origin.functionArn.split(":function:").at(-1)}`;
    case "pipe":
      return `pipe ${nameOf(origin.pipeArn)}, ${origin.batch.batchSize} records of ${origin.batch.shardId}`;
    case "mapping":
      return `stream of ${origin.functionArn.split(":function:").at(-1)}, ${origin.batch.batchSize} records of ${origin.batch.shardId}`;
    case "machine":
      return "a state machine that a rule started";
    case "noContract":
      return "the bus: no consumer takes it";
    case "unknown":
      return "unknown";
  }
};
