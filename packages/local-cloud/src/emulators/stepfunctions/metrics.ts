import { unqualified } from "../../core/arn.ts";
import type { Hop } from "../../core/journal.ts";
import type { Dimensions, Measure, Metrics } from "../../core/metrics.ts";
import { at } from "../../core/values.ts";

/**
 * Of a machine, of a version of it (`<arn>:2`), and of an alias that meant one (`<arn>:2:live`):
 * https://docs.aws.amazon.com/step-functions/latest/dg/execution-alias-version-associate.html
 */
const machineDimensions = (key: string): readonly Dimensions[] => {
  const StateMachineArn = unqualified(key);
  const [Version, Alias] = key.split(":").slice(7);
  return [
    { StateMachineArn },
    ...(Version ? [{ StateMachineArn, Version }] : []),
    ...(Alias ? [{ StateMachineArn, Alias }] : []),
  ];
};

const keyOf = (arn: string, as: Hop["as"]) => {
  if (!as) return arn;
  return as.qualifier === as.version ? `${arn}:${as.version}` : `${arn}:${as.version}:${as.qualifier}`;
};

const ENDS = {
  SUCCEEDED: "ExecutionsSucceeded",
  FAILED: "ExecutionsFailed",
  TIMED_OUT: "ExecutionsTimedOut",
  ABORTED: "ExecutionsAborted",
} as const;

/** https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html */
export const measureMachines =
  (metrics: Metrics): Measure =>
  ({ action, source, as, durationMs = 0, input }, ended) => {
    if (source === undefined || (action !== "BeginExecution" && action !== "EndExecution")) return;
    const counters = metrics.of("AWS/States", keyOf(source, as), machineDimensions);
    if (action === "EndExecution") {
      const metric = ENDS[at(input, "status") as keyof typeof ENDS];
      if (metric) counters.add(metric, 1);
    } else if (ended) counters.add("ExecutionTime", durationMs, "Milliseconds");
    else counters.add("ExecutionsStarted", 1);
  };
