import type { Caller, Cloud } from "../../core/cloud.ts";
import { compileJsonPath, withParsedBody } from "../../templates/index.ts";
import { queueUrlOf } from "../eventbridge/targets.ts";
import { failedRecords, type SourceRecord } from "./batch-answer.ts";
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

/** Hands a batch over; resolves with the poll ids of what failed, rejects when all of it did. */
export type Send = (
  items: readonly Item[],
  records: readonly SourceRecord[],
  caller: Caller,
) => Promise<readonly string[]>;

// SendMessageBatch and PutEvents take ten at a time.
const CHUNK = 10;

const inChunks = async (
  items: readonly Item[],
  send: (chunk: readonly Item[]) => Promise<readonly { item: Item; code: string; message: string }[]>,
): Promise<string[]> => {
  const failed: string[] = [];
  for (let start = 0; start < items.length; start += CHUNK) {
    for (const { item, code, message } of await send(items.slice(start, start + CHUNK))) {
      if (item.pollId === undefined) throw Object.assign(new Error(message), { code });
      failed.push(item.pollId);
    }
  }
  return failed;
};

/** A parameter that may be a path into the event. */
const dynamic = (parameter: string): ((event: unknown) => string) => {
  if (!parameter.startsWith("$.")) return () => parameter;
  const read = compileJsonPath(parameter);
  return (event) => {
    const value = read(withParsedBody(event));
    return value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);
  };
};
const optional = (parameter: string | undefined) =>
  parameter === undefined ? undefined : dynamic(parameter);

/** Functions and state machines get an array, also for one record. */
const invocable = (cloud: Cloud, { target, targetParameters }: PipeProperties): Send => {
  const { lambdaFunctionParameters, stepFunctionStateMachineParameters } = targetParameters ?? {};
  const type =
    (lambdaFunctionParameters ?? stepFunctionStateMachineParameters)?.invocationType ?? "REQUEST_RESPONSE";
  return async (items, records, caller) => {
    const payload = `[${items.map(({ text }) => text).join(",")}]`;
    return failedRecords(await invoke(cloud, target, type, payload, caller), records);
  };
};

interface BatchFailures {
  Failed?: { Id: string; Code: string; Message?: string }[];
}

const queue = (cloud: Cloud, { target, targetParameters }: PipeProperties): Send => {
  const QueueUrl = queueUrlOf(cloud, target);
  const { messageGroupId, messageDeduplicationId } = targetParameters?.sqsQueueParameters ?? {};
  const group = optional(messageGroupId);
  const deduplication = optional(messageDeduplicationId);
  return (items, _, caller) =>
    inChunks(items, async (chunk) => {
      const Entries = chunk.map(({ event, text }, index) => ({
        Id: String(index),
        MessageBody: text,
        ...(group && { MessageGroupId: group(event) }),
        ...(deduplication && { MessageDeduplicationId: deduplication(event) }),
      }));
      const { Failed = [] } = await cloud.call<BatchFailures>(
        "sqs",
        "SendMessageBatch",
        { QueueUrl, Entries },
        caller,
      );
      return Failed.map(({ Id, Code, Message }) => ({
        item: chunk[Number(Id)]!,
        code: Code,
        message: Message ?? Code,
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
    return failures.map(({ item }) => item.pollId!);
  };
};

const bus = (
  cloud: Cloud,
  { source: pipeSource, target, targetParameters }: PipeProperties,
  name: string,
): Send => {
  const { source, detailType, resources = [], time } = targetParameters?.eventbridgeEventBusParameters ?? {};
  const sourceOf = dynamic(source ?? `Pipe ${name}`);
  const detailTypeOf = dynamic(detailType ?? `Event from aws:${pipeSource.split(":")[2]}`);
  const resourcesOf = resources.map(dynamic);
  const timeOf = optional(time);
  return (items, _, caller) =>
    inChunks(items, async (chunk) => {
      const entries = chunk.map(({ event, text }) => ({
        EventBusName: target,
        Source: sourceOf(event),
        DetailType: detailTypeOf(event),
        Detail: text,
        ...(resources.length > 0 && { Resources: resourcesOf.map((each) => each(event)) }),
        ...(timeOf && { Time: new Date(timeOf(event)) }),
      }));
      const { Entries } = await cloud.call<{ Entries: { ErrorCode?: string; ErrorMessage?: string }[] }>(
        "events",
        "PutEvents",
        { Entries: entries },
        caller,
      );
      return Entries.flatMap(({ ErrorCode, ErrorMessage }, index) =>
        ErrorCode === undefined
          ? []
          : [{ item: chunk[index]!, code: ErrorCode, message: ErrorMessage ?? ErrorCode }],
      );
    });
};

/** How the pipe's target is called; throws an Error for one the local cloud cannot call. */
export const createSend = (cloud: Cloud, properties: PipeProperties, name: string): Send => {
  const { target } = properties;
  if (isInvocable(target)) return invocable(cloud, properties);
  if (target.startsWith("arn:aws:sqs:")) return queue(cloud, properties);
  if (/^arn:aws:sns:.*(?<!\.fifo)$/.test(target)) return topic(cloud, properties);
  if (/^arn:aws:events:[^:]*:[^:]*:event-bus\//.test(target)) return bus(cloud, properties, name);
  throw new Error(
    `its target is ${target}: the local cloud's pipes call Step Functions, Lambda, SQS, standard SNS topics and event buses`,
  );
};
