import { isArnOf } from "../../core/arn.ts";
import type { Cloud } from "../../core/cloud.ts";
import type { Discarded } from "../../core/polling.ts";
import type { ShardRecord } from "../../core/shards.ts";
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
  const { dynamodbStreamParameters, kinesisStreamParameters } = properties.sourceParameters ?? {};
  const arn = (dynamodbStreamParameters ?? kinesisStreamParameters)?.deadLetterConfig?.arn;
  const info = kinesisStreamParameters ? "KinesisBatchInfo" : "DDBStreamBatchInfo";

  const describe = ({ shardId, first, last, count, condition }: Discarded) => {
    const arrival = ({ arrivedAt }: ShardRecord) =>
      new Date(Math.floor(arrivedAt / 1000) * 1000).toISOString();
    return JSON.stringify({
      context: { partnerResourceArn: pipeArn, condition },
      version: "1.0",
      timestamp: new Date(cloud.clock.now()).toISOString(),
      [info]: {
        shardId,
        startSequenceNumber: first.sequenceNumber,
        endSequenceNumber: last.sequenceNumber,
        approximateArrivalOfFirstRecord: arrival(first),
        approximateArrivalOfLastRecord: arrival(last),
        batchSize: count,
        streamArn: properties.source,
      },
    });
  };

  return async (discarded: Discarded): Promise<void> => {
    const { records, causes, condition, message } = discarded;
    const what = `Pipe ${pipeName} gives up on ${records.length} records of ${properties.source}: ${condition}, ${message}`;
    const hop = cloud.journal.record({
      service: "pipes",
      action: "Discard",
      resource: pipeArn,
      source: properties.source,
      causes,
      input: records.map(({ event }) => event),
      error: { code: condition, message },
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
    const text = describe(discarded);
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
