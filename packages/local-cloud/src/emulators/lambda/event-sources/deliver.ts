import { AwsError } from "../../../core/aws-error.ts";
import type { RunResult } from "../runner.ts";
import { type BatchVerdict, readBatchResponse } from "./batch-response.ts";
import type { SourceContext } from "./mapping.ts";

/** Invokes the function with a batch and reads what it says about it; a thrown error is an `allFailed`. */
export const deliverBatch = async (
  { cloud, runner, found, properties, reportsItems }: SourceContext,
  batch: {
    records: readonly object[];
    ids: readonly string[];
    causes: readonly number[];
    retryForMs: number;
  },
): Promise<{ verdict: BatchVerdict; result: RunResult }> => {
  const payload = JSON.stringify({ Records: batch.records });
  const givesUpAt = cloud.clock.now() + batch.retryForMs;
  for (let waitMs = 100; ; waitMs = Math.min(waitMs * 2, 5_000)) {
    try {
      const result = await runner.run(found, {
        payload,
        causes: batch.causes,
        source: properties.eventSourceArn,
      });
      if (result.error)
        return {
          result,
          verdict: { allFailed: { code: result.error.errorType, message: result.error.errorMessage } },
        };
      return {
        result,
        verdict: reportsItems ? readBatchResponse(result.payload, batch.ids) : { failed: [] },
      };
    } catch (error) {
      // A poller that meets the function's reserved concurrency slows down; its batch is not a failure yet.
      const throttled = error instanceof AwsError && error.code === "TooManyRequestsException";
      if (!throttled || cloud.clock.now() + waitMs > givesUpAt) throw error;
      await cloud.clock.wait(waitMs);
    }
  }
};
