import type { Cloud } from "../../../core/cloud.ts";
import type { StreamBatch } from "../../../core/polling.ts";
import type { LambdaFunction } from "../functions.ts";
import type { RunResult } from "../runner.ts";

/** How far a function is behind a stream. */
export interface IteratorAge {
  readonly functionArn: string;
  readonly shardId: string;
  /** Milliseconds between the arrival of the last record of a batch and the end of the function's run. */
  readonly ageMs: number;
  /** Milliseconds of the cloud's clock. */
  readonly at: number;
}

declare module "../../../core/cloud.ts" {
  interface Shared {
    /** The newest age of each function and shard of a stream. */
    iteratorAges: { of(streamArn: string): IteratorAge[] };
  }
}

/** The metric `IteratorAge`: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
export interface IteratorAges {
  processed(streamArn: string, fn: LambdaFunction, batch: StreamBatch, response: RunResult): void;
}

export const createIteratorAges = (cloud: Cloud): IteratorAges => {
  const ages = new Map<string, Map<string, IteratorAge>>();
  cloud.offer("iteratorAges", { of: (streamArn) => [...(ages.get(streamArn)?.values() ?? [])] });
  return {
    processed(streamArn, fn, { shardId, records }, response) {
      const last = records.at(-1)?.record;
      if (!last) return;
      const at = cloud.clock.now();
      const age = { functionArn: fn.arn, shardId, ageMs: Math.max(0, at - last.arrivedAt), at };
      const known = ages.get(streamArn) ?? new Map<string, IteratorAge>();
      ages.set(streamArn, known.set(`${fn.arn} ${shardId}`, age));
      cloud.journal.record({
        service: "lambda",
        action: "IteratorAge",
        resource: fn.arn,
        source: streamArn,
        causes: [response.hop.id],
        output: { shardId, IteratorAge: age.ageMs },
      });
    },
  };
};
