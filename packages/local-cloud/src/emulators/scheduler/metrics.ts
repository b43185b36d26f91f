import type { Dimensions, Measure, Metrics } from "../../core/metrics.ts";

/** Of a schedule's ARN, which names its group. */
export const groupDimensions = (arn: string): readonly Dimensions[] => [
  {},
  { ScheduleGroup: arn.split("/").at(-2) ?? "default" },
];

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/monitoring-cloudwatch.html */
export const measureSchedules =
  (metrics: Metrics): Measure =>
  ({ action, resource, error }, ended) => {
    if (action !== "Invoke" || !ended) return;
    const counters = metrics.of("AWS/Scheduler", resource, groupDimensions);
    counters.add("InvocationAttemptCount", 1);
    if (!error) return;
    counters.add("TargetErrorCount", 1);
    if (/Throttl|TooManyRequests/.test(error.code)) counters.add("TargetErrorThrottledCount", 1);
  };
