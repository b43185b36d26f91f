import type { Dimensions, Measure, Metrics } from "../../core/metrics.ts";
import { at } from "../../core/values.ts";

const machineDimensions = (StateMachineArn: string): readonly Dimensions[] => [{ StateMachineArn }];

const ENDS = {
  SUCCEEDED: "ExecutionsSucceeded",
  FAILED: "ExecutionsFailed",
  TIMED_OUT: "ExecutionsTimedOut",
  ABORTED: "ExecutionsAborted",
} as const;

/** https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html */
export const measureMachines =
  (metrics: Metrics): Measure =>
  ({ action, source, durationMs = 0, input }, ended) => {
    if (source === undefined || (action !== "BeginExecution" && action !== "EndExecution")) return;
    const counters = metrics.of("AWS/States", source, machineDimensions);
    if (action === "EndExecution") {
      const metric = ENDS[at(input, "status") as keyof typeof ENDS];
      if (metric) counters.add(metric, 1);
    } else if (ended) counters.add("ExecutionTime", durationMs, "Milliseconds");
    else counters.add("ExecutionsStarted", 1);
  };
