import type { Cloud } from "../../../core/cloud.ts";
import type { StreamBatch } from "../../../core/polling.ts";
import type { LambdaFunction } from "../functions.ts";
import type { RunResult } from "../runner.ts";

/**
 * Notes the metric `IteratorAge`: how old the last record of a batch was when the function was done with it.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export const noteIteratorAge = (
  cloud: Cloud,
  streamArn: string,
  fn: LambdaFunction,
  { shardId, records }: StreamBatch,
  response: RunResult,
): void => {
  const last = records.at(-1)?.record;
  if (!last) return;
  cloud.journal.record({
    service: "lambda",
    action: "IteratorAge",
    resource: fn.arn,
    source: streamArn,
    causes: [response.hop.id],
    output: { shardId, IteratorAge: Math.max(0, cloud.clock.now() - last.arrivedAt) },
  });
};
