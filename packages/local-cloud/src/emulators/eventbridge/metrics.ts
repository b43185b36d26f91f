import { parseArn } from "../../core/arn.ts";
import type { Dimensions, Measure, Metrics } from "../../core/metrics.ts";

/** Of a rule's ARN: rules of the default bus have no bus among their dimensions. */
export const ruleDimensions = (arn: string): readonly Dimensions[] => {
  const parts = (parseArn(arn)?.name ?? arn).split("/");
  const RuleName = parts.at(-1) ?? arn;
  const EventBusName = parts.at(-2);
  return [{}, EventBusName === undefined ? { RuleName } : { EventBusName, RuleName }];
};

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html */
export const measureRules =
  (metrics: Metrics): Measure =>
  ({ action, source, attempt, error, durationMs }, ended) => {
    if (action !== "Deliver" || source === undefined || !ended || durationMs === undefined) return;
    const counters = metrics.of("AWS/Events", source, ruleDimensions);
    counters.add("InvocationAttempts", 1);
    if (attempt !== undefined) counters.add("RetryInvocationAttempts", 1);
    if (error) return;
    counters.add("SuccessfulInvocationAttempts", 1);
    // One that fails counts once it is given up.
    counters.add("Invocations", 1);
  };
