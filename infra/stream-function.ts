import { alarm } from "./alarm.ts";
import { createFunction } from "./function.ts";
import { deadLetterQueue } from "./queue.ts";

/** Of records that keep failing: tries, and seconds since they came. */
const patience = { attempts: 5, seconds: 3600 };

export interface StreamFunctionOptions extends Pick<sst.aws.FunctionArgs, "link" | "permissions"> {
  handler: string;
  timeoutSeconds: number;
  /** Patterns, of which a record must match one: on a Kinesis record's `data`, which is JSON. */
  filters: Record<string, unknown>[];
  /** Seconds of a tumbling window. */
  windowSeconds: number;
}

/**
 * `<name>`, a function behind a Kinesis stream, which aggregates by tumbling windows. It gets what came within a second,
 * up to 1,000 records, which a shard takes a second. A batch that fails is bisected, or goes on from the record that is
 * reported; what keeps failing is named in `<name>DeadLetterQueue`, and is in the stream for as long as that keeps it.
 *
 * One batch per shard at a time: AWS takes no parallelization factor beside a tumbling window, see
 * docs/decisions/activity-stream.md.
 */
export const streamFunction = (
  name: string,
  stream: sst.aws.KinesisStream,
  { handler, timeoutSeconds, filters, windowSeconds, link, permissions }: StreamFunctionOptions,
) => {
  const givenUp = deadLetterQueue(`${name}DeadLetterQueue`);
  const consumer = createFunction(name, {
    handler,
    timeout: `${timeoutSeconds} seconds`,
    link,
    permissions: $output(permissions).apply((own) => [
      ...(own ?? []),
      // https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-create.html
      {
        actions: [
          "kinesis:DescribeStream",
          "kinesis:DescribeStreamSummary",
          "kinesis:GetRecords",
          "kinesis:GetShardIterator",
          "kinesis:ListShards",
          "kinesis:ListStreams",
        ],
        resources: [stream.arn],
      },
      { actions: ["sqs:SendMessage"], resources: [givenUp.arn] },
    ]),
  });
  new aws.lambda.EventSourceMapping(`${name}Mapping`, {
    functionName: consumer.arn,
    eventSourceArn: stream.arn,
    startingPosition: "TRIM_HORIZON",
    batchSize: 1000,
    maximumBatchingWindowInSeconds: 1,
    parallelizationFactor: 1,
    tumblingWindowInSeconds: windowSeconds,
    bisectBatchOnFunctionError: true,
    maximumRetryAttempts: patience.attempts,
    maximumRecordAgeInSeconds: patience.seconds,
    functionResponseTypes: ["ReportBatchItemFailures"],
    filterCriteria: { filters: filters.map((filter) => ({ pattern: JSON.stringify(filter) })) },
    destinationConfig: { onFailure: { destinationArn: givenUp.arn } },
  });
  alarm("iterator-age", name, { dimensions: { FunctionName: consumer.name } });
  return consumer;
};
