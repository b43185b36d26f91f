import type { Cloud } from "../core/cloud.ts";
import type { Poll, QueuePollOptions, QueueRecord } from "../core/polling.ts";
import type { Received } from "../emulators/sqs/local-queue.ts";
import { type MessageAttribute, md5OfAttributes, systemAttributes } from "../emulators/sqs/message.ts";
import { createSlots } from "./slots.ts";

type PollCloud = Pick<Cloud, "accountId" | "clock" | "journal" | "region" | "use" | "warn">;

// Lambda and Pipes spell the members of message attributes with a small first letter.
// https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
const recordAttributes = (attributes: Readonly<Record<string, MessageAttribute>>) =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        ...(StringValue !== undefined && { stringValue: StringValue }),
        ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
        stringListValues: [],
        binaryListValues: [],
        dataType: DataType,
      },
    ]),
  );

/** Polls a queue in process; see `Polling` for how messages that fail are treated. */
export const pollQueue = (cloud: PollCloud, options: QueuePollOptions): Poll => {
  const { queueArn, batchSize, batchWindowMs, filter, handle } = options;
  const { clock, journal } = cloud;
  const queues = cloud.use("queues");
  const queue = queues.get(queueArn);
  if (!queue) throw new Error(`There is no queue ${queueArn} to poll.`);
  const slots = createSlots(options.concurrency);
  const stopping = new AbortController();
  const { signal } = stopping;

  const toRecord = ({ message, receiptHandle }: Received): QueueRecord => ({
    messageId: message.messageId,
    receiptHandle,
    body: message.body,
    attributes: systemAttributes(message, cloud.accountId),
    messageAttributes: recordAttributes(message.messageAttributes),
    ...(Object.keys(message.messageAttributes).length > 0 && {
      md5OfMessageAttributes: md5OfAttributes(message.messageAttributes),
    }),
    md5OfBody: message.md5OfBody,
    eventSource: "aws:sqs",
    eventSourceARN: queueArn,
    awsRegion: cloud.region,
  });

  /** Takes messages the filter lets through; the others are deleted, as AWS does. */
  const take = (max: number): QueueRecord[] => {
    const records = queue.take(max).map(toRecord);
    if (!filter) return records;
    return records.filter((record) => {
      const wanted = filter(record);
      if (!wanted) queue.deleteMessage(record.receiptHandle);
      return wanted;
    });
  };

  const fill = async (records: QueueRecord[]) => {
    const closesAt = clock.now() + batchWindowMs;
    while (records.length < batchSize && clock.now() < closesAt && !signal.aborted) {
      await queue.arrival(closesAt - clock.now(), signal);
      records.push(...take(batchSize - records.length));
    }
  };

  const process = async (records: QueueRecord[]) => {
    const tries = Math.max(...records.map(({ attributes }) => Number(attributes.ApproximateReceiveCount)));
    const hop = journal.record({
      service: "sqs",
      action: "Receive",
      resource: queueArn,
      causes: journal.causesOf(...records.map(({ messageId }) => `sqs:${messageId}`)),
      output: records,
      attempt: tries > 1 ? tries : undefined,
    });
    const batch = { records, causes: [hop.id] };
    let failed: readonly string[];
    let failure = { code: "BatchItemFailure", message: "The consumer reported the message as failed." };
    try {
      failed = await handle(batch);
    } catch (error) {
      failed = records.map(({ messageId }) => messageId);
      const { code, name, message } = error as { code?: string; name?: string; message?: string };
      failure = { code: code ?? name ?? "Error", message: message ?? String(error) };
    }
    const unfinished = new Set(failed);
    for (const { messageId, receiptHandle } of records) {
      if (unfinished.has(messageId)) queues.failed(messageId, failure, batch.causes);
      else {
        queue.deleteMessage(receiptHandle);
        queues.done(messageId);
      }
    }
  };

  const run = async () => {
    while (!signal.aborted) {
      if (!slots.free) {
        await slots.released();
        continue;
      }
      const records = take(batchSize);
      if (records.length === 0) {
        await queue.arrival(Number.POSITIVE_INFINITY, signal);
        continue;
      }
      if (options.ready) {
        await options.ready(signal);
        if (signal.aborted) return;
        records.push(...take(batchSize - records.length));
      }
      if (batchWindowMs > 0) await fill(records);
      slots.take();
      void process(records).finally(slots.release);
    }
  };

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await slots.idle();
      await running;
    },
  };
};
