import { randomUUID } from "node:crypto";
import { lastPart, serviceOf } from "../../../core/arn.ts";
import type { Cloud } from "../../../core/cloud.ts";
import type { Discarded } from "../../../core/polling.ts";
import { sendToDestination } from "../destinations.ts";
import type { LambdaFunction } from "../functions.ts";
import type { RunResult } from "../runner.ts";
import { arrivalOf } from "./stream-events.ts";

interface Mapping {
  readonly uuid: string;
  readonly fn: LambdaFunction;
  readonly version: string;
  readonly sourceArn: string;
  readonly streamArn: string;
}

/**
 * The record of an invocation that failed, as the destination gets it. A batch that was too old has no response.
 * https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export const invocationRecord = (
  { fn, version, sourceArn, streamArn }: Mapping,
  { condition, shardId, first, last, count, invocations, response }: Discarded<RunResult>,
  at: number,
): object => ({
  requestContext: {
    requestId: response?.requestId ?? randomUUID(),
    functionArn: fn.arn,
    condition,
    approximateInvokeCount: invocations,
  },
  ...(condition !== "RecordAgeExceeded" && {
    responseContext: {
      statusCode: 200,
      executedVersion: version,
      // Of a function that reported which records failed there is no error.
      functionError: response?.error ? "Unhandled" : null,
    },
  }),
  version: "1.0",
  timestamp: new Date(at).toISOString(),
  [serviceOf(sourceArn) === "kinesis" ? "KinesisBatchInfo" : "DDBStreamBatchInfo"]: {
    shardId,
    startSequenceNumber: first.sequenceNumber,
    endSequenceNumber: last.sequenceNumber,
    approximateArrivalOfFirstRecord: arrivalOf(first, sourceArn),
    approximateArrivalOfLastRecord: arrivalOf(last, sourceArn),
    batchSize: count,
    streamArn,
  },
});

/** `aws/lambda/<uuid>/<shard>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<uuid>`, as was seen on AWS. */
const objectKey = (uuid: string, shardId: string, at: number): string => {
  const [date = "", time = ""] = new Date(at).toISOString().split("T");
  const moment = `${date}T${time.slice(0, 8).replaceAll(":", ".")}`;
  return `aws/lambda/${uuid}/${shardId}/${date.replaceAll("-", "/")}/${moment}-${randomUUID()}`;
};

/** Tells the on-failure destination of records that are given up; a bucket gets the records themselves, too. */
export const sendDiscarded = async (
  cloud: Cloud,
  mapping: Mapping,
  destination: string,
  discarded: Discarded<RunResult>,
): Promise<void> => {
  const { fn } = mapping;
  const at = cloud.clock.now();
  const record = invocationRecord(mapping, discarded, at);
  if (serviceOf(destination) !== "s3") {
    await sendToDestination(cloud, fn, destination, { body: record, causes: discarded.causes });
    return;
  }
  const payload = { Records: discarded.records.map(({ event }) => event) };
  await cloud.call(
    "s3",
    "PutObject",
    {
      Bucket: lastPart(destination),
      Key: objectKey(mapping.uuid, discarded.shardId, at),
      Body: JSON.stringify({ ...record, payload }),
      ContentType: "application/json",
    },
    { principal: { kind: "role", arn: fn.role }, causes: discarded.causes, source: fn.name },
  );
};
