import { isArnOf } from "../../core/arn.ts";
import type { Cloud } from "../../core/cloud.ts";
import type { Batch, StreamRecord } from "../../core/polling.ts";
import { queueUrlOf } from "../sqs/queue-store.ts";
import type { PipeProperties } from "./resources.ts";

/**
 * Tells the dead-letter queue or topic of a stream source where the records are that the pipe gave up on; the
 * records themselves stay in the stream, as on AWS.
 */
export const createDiscard = (
  cloud: Cloud,
  properties: PipeProperties,
  pipeArn: string,
  pipeName: string,
) => {
  const arn = properties.sourceParameters?.dynamodbStreamParameters?.deadLetterConfig?.arn;

  const describe = ({ records }: Batch<StreamRecord>, condition: string) => {
    const [first] = records;
    const last = records.at(-1);
    const arrival = (record?: StreamRecord) =>
      new Date((record?.dynamodb.ApproximateCreationDateTime ?? 0) * 1000).toISOString();
    return JSON.stringify({
      context: { partnerResourceArn: pipeArn, condition },
      version: "1.0",
      timestamp: new Date(cloud.clock.now()).toISOString(),
      DDBStreamBatchInfo: {
        shardId: "shardId-00000000000000000000-00000000",
        startSequenceNumber: first?.dynamodb.SequenceNumber,
        endSequenceNumber: last?.dynamodb.SequenceNumber,
        approximateArrivalOfFirstRecord: arrival(first),
        approximateArrivalOfLastRecord: arrival(last),
        batchSize: records.length,
        streamArn: properties.source,
      },
    });
  };

  return async (batch: Batch<StreamRecord>, reason: { code: string; message: string }): Promise<void> => {
    const what = `Pipe ${pipeName} gives up on ${batch.records.length} records of ${properties.source}: ${reason.code}, ${reason.message}`;
    const hop = cloud.journal.record({
      service: "pipes",
      action: "Discard",
      resource: pipeArn,
      source: properties.source,
      causes: batch.causes,
      input: batch.records,
      error: reason,
    });
    if (arn === undefined) {
      cloud.warn(`${what} They are lost, since the pipe has no dead-letter queue.`);
      return;
    }
    const caller = {
      principal: { kind: "role", arn: properties.roleArn },
      causes: [hop.id],
      source: pipeArn,
    } as const;
    const text = describe(batch, reason.code);
    try {
      if (isArnOf(arn, "sns")) await cloud.call("sns", "Publish", { TopicArn: arn, Message: text }, caller);
      else {
        const QueueUrl = queueUrlOf(cloud, arn);
        await cloud.call("sqs", "SendMessage", { QueueUrl, MessageBody: text }, caller);
      }
    } catch (error) {
      cloud.warn(`${what} They are lost, since ${arn} did not take the message: ${(error as Error).message}`);
    }
  };
};
