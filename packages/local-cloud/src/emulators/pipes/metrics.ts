import { lastPart } from "../../core/arn.ts";
import type { Dimensions, Measure, Metrics } from "../../core/metrics.ts";
import { at } from "../../core/values.ts";

const pipeDimensions = (arn: string): readonly Dimensions[] => [{ PipeName: lastPart(arn) }];

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-monitoring.html */
export const measurePipes =
  (metrics: Metrics): Measure =>
  ({ action, resource, durationMs = 0, error, input, output }, ended) => {
    if (action !== "HandleBatch" || !ended) return;
    const counters = metrics.of("AWS/EventBridge/Pipes", resource, pipeDimensions);
    const events = Array.isArray(input) ? input.length : 1;
    const failed = at(output, "failed");
    const failures = Array.isArray(failed) ? failed.length : 0;
    const isAllFailed = error !== undefined || (failures > 0 && failures >= events);
    counters.add("Invocations", 1);
    counters.add("EventCount", events);
    counters.add("Duration", durationMs, "Milliseconds");
    if (/Throttl|TooManyRequests|ProvisionedThroughput/.test(error?.code ?? ""))
      return counters.add("ExecutionThrottled", 1);
    if (/Timeout|TimedOut/i.test(error?.code ?? "")) counters.add("ExecutionTimeout", 1);
    counters.add("ExecutionFailed", isAllFailed ? 1 : 0);
    counters.add("ExecutionPartiallyFailed", failures > 0 && !isAllFailed ? 1 : 0);
  };
