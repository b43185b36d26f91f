import { serviceOf } from "../../../core/arn.ts";
import type { Cloud } from "../../../core/cloud.ts";
import type { TumblingWindow } from "../../../core/polling.ts";
import type { KinesisData, ShardRecord } from "../../../core/shards.ts";

/** A record of a stream as Lambda hands it to a function, its members in AWS's order. */
export const streamEvent = (
  { record, shardId }: { record: ShardRecord; shardId: string },
  mapping: { cloud: Pick<Cloud, "region">; sourceArn: string; role: string },
): object => {
  if (serviceOf(mapping.sourceArn) !== "kinesis") return record.data;
  return {
    kinesis: record.data as KinesisData,
    eventSource: "aws:kinesis",
    eventVersion: "1.0",
    eventID: `${shardId}:${record.sequenceNumber}`,
    eventName: "aws:kinesis:record",
    invokeIdentityArn: mapping.role,
    awsRegion: mapping.cloud.region,
    eventSourceARN: mapping.sourceArn,
  };
};

const withoutMilliseconds = (at: number): string => new Date(at).toISOString().replace(/\.\d{3}Z$/, "Z");

/** What stands beside `Records` where there are tumbling windows. */
export const windowEvent = (
  { start, end, state, isFinal, isTerminatedEarly }: TumblingWindow,
  shardId: string,
  sourceArn: string,
): object => ({
  window: { start: withoutMilliseconds(start), end: withoutMilliseconds(end) },
  state,
  shardId,
  eventSourceARN: sourceArn,
  isFinalInvokeForWindow: isFinal,
  isWindowTerminatedEarly: isTerminatedEarly,
});

/** Of a record given up, in what is sent to the on-failure destination: DynamoDB knows seconds only. */
export const arrivalOf = ({ arrivedAt }: ShardRecord, sourceArn: string): string =>
  serviceOf(sourceArn) === "kinesis" ? new Date(arrivedAt).toISOString() : withoutMilliseconds(arrivedAt);
