import { isArnOf, serviceOf } from "../../core/arn.ts";
import type { Caller, Cloud } from "../../core/cloud.ts";
import { failureOf } from "../eventbridge/failure.ts";
import { queueUrlOf } from "../sqs/queue-store.ts";
import { failedRecords, type SourceRecord } from "./batch-answer.ts";
import { dateIn, dynamic, UnusableParameter } from "./dynamic-parameter.ts";
import { invoke, isInvocable } from "./invoke.ts";
import type { PipeProperties } from "./resources.ts";

/** One event for the target: a record, or what the enrichment made. */
export interface Item {
  readonly event: unknown;
  /** What the target gets of it. */
  readonly text: string;
  /** The poller's id of the record; absent after an enrichment. */
  readonly pollId?: string;
}

/** A record that failed while others of its batch may not have. */
export interface RecordFailure {
  readonly pollId: string;
  /** Absent where the target says only which. */
  readonly reason?: Refusal;
}

/** Hands a batch over; resolves with what failed of it, rejects when all of it did. */
export type Send = (
  items: readonly Item[],
  records: readonly SourceRecord[],
  caller: Caller,
) => Promise<readonly RecordFailure[]>;

interface Refusal {
  readonly code: string;
  readonly message: string;
  /** The next try would end as this one did. */
  readonly final: boolean;
}

const failureOfItem = ({ pollId }: Item, reason: Refusal): RecordFailure => {
  if (pollId !== undefined) return { pollId, reason };
  throw Object.assign(new Error(reason.message), { code: reason.code });
};

// SendMessageBatch and PutEvents take ten at a time.
const CHUNK = 10;

/** Sends what `entryOf` makes of each item; an item it can make nothing of fails alone. */
const inChunks = async <Entry>(
  items: readonly Item[],
  entryOf: (item: Item) => Entry,
  send: (entries: readonly Entry[]) => Promise<readonly (Refusal & { index: number })[]>,
  most = CHUNK,
): Promise<RecordFailure[]> => {
  const failed: RecordFailure[] = [];
  const ready: { item: Item; entry: Entry }[] = [];
  for (const item of items) {
    try {
      ready.push({ item, entry: entryOf(item) });
    } catch (error) {
      if (!(error instanceof UnusableParameter)) throw error;
      failed.push(failureOfItem(item, { code: error.code, message: error.message, final: true }));
    }
  }
  for (let start = 0; start < ready.length; start += most) {
    const chunk = ready.slice(start, start + most);
    for (const { index, ...reason } of await send(chunk.map(({ entry }) => entry)))
      failed.push(failureOfItem(chunk[index]!.item, reason));
  }
  return failed;
};

/** Functions and state machines get an array, also for one record. */
const invocable = (cloud: Cloud, { target, targetParameters }: PipeProperties): Send => {
  const { lambdaFunctionParameters, stepFunctionStateMachineParameters } = targetParameters ?? {};
  const type =
    (lambdaFunctionParameters ?? stepFunctionStateMachineParameters)?.invocationType ?? "REQUEST_RESPONSE";
  return async (items, records, caller) => {
    const payload = `[${items.map(({ text }) => text).join(",")}]`;
    const answer = await invoke(cloud, target, type, payload, caller);
    return failedRecords(answer, records).map((pollId) => ({ pollId }));
  };
};

const queue = (cloud: Cloud, { target, targetParameters }: PipeProperties): Send => {
  const QueueUrl = queueUrlOf(cloud, target);
  const { messageGroupId, messageDeduplicationId } = targetParameters?.sqsQueueParameters ?? {};
  const group = dynamic("MessageGroupId", messageGroupId);
  const deduplication = dynamic("MessageDeduplicationId", messageDeduplicationId);
  const entryOf = ({ event, text }: Item) => ({
    MessageBody: text,
    MessageGroupId: group?.(event),
    MessageDeduplicationId: deduplication?.(event),
  });
  return (items, _, caller) =>
    inChunks(items, entryOf, async (entries) => {
      const Entries = entries.map((entry, index) => ({ Id: String(index), ...entry }));
      const { Failed = [] } = await cloud.call("sqs", "SendMessageBatch", { QueueUrl, Entries }, caller);
      return Failed.map(({ Id, Code = "Failed", Message = Code, SenderFault = false }) => ({
        index: Number(Id),
        code: Code,
        message: Message,
        final: SenderFault,
      }));
    });
};

const topic = (cloud: Cloud, { target }: PipeProperties): Send => {
  const publish = (Message: string, caller: Caller) =>
    cloud.call("sns", "Publish", { TopicArn: target, Message }, caller);
  return async (items, _, caller) => {
    const results = await Promise.allSettled(items.map(({ text }) => publish(text, caller)));
    const failures = results.flatMap((result, index) =>
      result.status === "rejected" ? [{ item: items[index]!, reason: result.reason as unknown }] : [],
    );
    const whole = failures.find(({ item }) => failures.length === items.length || item.pollId === undefined);
    if (whole) throw whole.reason;
    return failures.map(({ item, reason }) => {
      const { code, message, retryable } = failureOf(reason);
      return failureOfItem(item, { code, message, final: !retryable });
    });
  };
};

const bus = (
  cloud: Cloud,
  { source: pipeSource, target, targetParameters }: PipeProperties,
  name: string,
): Send => {
  const { source, detailType, resources = [], time } = targetParameters?.eventbridgeEventBusParameters ?? {};
  const sourceOf = dynamic("Source", source ?? `Pipe ${name}`);
  const detailTypeOf = dynamic("DetailType", detailType ?? `Event from aws:${serviceOf(pipeSource)}`);
  const resourcesOf = resources.map((resource) => dynamic("Resources", resource));
  const timeOf = dynamic("Time", time);
  const entryOf = ({ event, text }: Item) => ({
    EventBusName: target,
    Source: sourceOf(event),
    DetailType: detailTypeOf(event),
    Detail: text,
    Resources: resources.length > 0 ? resourcesOf.map((each) => each(event)) : undefined,
    Time: timeOf && dateIn("Time", timeOf(event)),
  });
  return (items, _, caller) =>
    inChunks(items, entryOf, async (entries) => {
      const { Entries = [] } = await cloud.call("events", "PutEvents", { Entries: [...entries] }, caller);
      return Entries.flatMap(({ ErrorCode, ErrorMessage }, index) =>
        ErrorCode === undefined
          ? []
          : [
              {
                index,
                code: ErrorCode,
                message: ErrorMessage ?? ErrorCode,
                // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html
                final: !/Internal|Throttling/.test(ErrorCode),
              },
            ],
      );
    });
};

// PutRecords takes so many at a time.
const MOST_RECORDS = 500;

const stream = (cloud: Cloud, { target, targetParameters }: PipeProperties): Send => {
  const { partitionKey } = targetParameters?.kinesisStreamParameters ?? {};
  if (partitionKey === undefined)
    throw new Error("its target is a Kinesis stream: kinesisStreamParameters must say the partitionKey");
  const keyOf = dynamic("PartitionKey", partitionKey);
  const entryOf = ({ event, text }: Item) => ({ PartitionKey: keyOf(event), Data: Buffer.from(text) });
  return (items, _, caller) =>
    inChunks(
      items,
      entryOf,
      async (Records) => {
        const input = { StreamARN: target, Records: [...Records] };
        const { Records: results = [] } = await cloud.call("kinesis", "PutRecords", input, caller);
        return results.flatMap(({ ErrorCode: code, ErrorMessage: message = code }, index) =>
          code === undefined ? [] : [{ index, code, message: String(message), final: false }],
        );
      },
      MOST_RECORDS,
    );
};

/** How the pipe's target is called; throws an Error for one the local cloud cannot call. */
export const createSend = (cloud: Cloud, properties: PipeProperties, name: string): Send => {
  const { target } = properties;
  if (isInvocable(target)) return invocable(cloud, properties);
  if (isArnOf(target, "sqs")) return queue(cloud, properties);
  if (isArnOf(target, "sns") && !target.endsWith(".fifo")) return topic(cloud, properties);
  if (isArnOf(target, "kinesis", "stream")) return stream(cloud, properties);
  if (isArnOf(target, "events", "event-bus")) return bus(cloud, properties, name);
  throw new Error(
    `its target is ${target}: the local cloud's pipes call Step Functions, Lambda, SQS, standard SNS topics, Kinesis streams and event buses`,
  );
};
