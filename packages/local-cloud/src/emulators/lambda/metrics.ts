import { parseArn } from "../../core/arn.ts";
import type { Dimensions, Measure, Metrics } from "../../core/metrics.ts";
import { at } from "../../core/values.ts";

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
export const functionDimensions = (arn: string): readonly Dimensions[] => {
  const [, name = "", qualifier] = (parseArn(arn)?.resource ?? `function:${arn}`).split(":");
  const Resource = qualifier === undefined ? name : `${name}:${qualifier}`;
  return [{}, { FunctionName: name }, { FunctionName: name, Resource }];
};

/** Of the ARN of a durable execution. */
const functionArn = (execution: string) => execution.split(":").slice(0, 7).join(":");

/** https://docs.aws.amazon.com/lambda/latest/dg/durable-monitoring.html */
const DURABLE = {
  SUCCEEDED: "DurableExecutionSucceeded",
  FAILED: "DurableExecutionFailed",
  TIMED_OUT: "DurableExecutionTimedOut",
  STOPPED: "DurableExecutionStopped",
} as const;

export const measureFunctions = (metrics: Metrics): Measure => {
  const running = new Map<string, number>();
  const change = (arn: string, by: 1 | -1) => {
    const now = Math.max(0, (running.get(arn) ?? 0) + by);
    running.set(arn, now);
    return now;
  };
  return ({ action, resource, as, durationMs = 0, error, input, output }, ended) => {
    const invoked = as ? `${resource}:${as.qualifier}` : resource;
    const of = () => metrics.of("AWS/Lambda", invoked, functionDimensions);
    if (action === "Run") {
      const counters = of();
      if (!ended) return counters.add("ConcurrentExecutions", change(resource, 1));
      change(resource, -1);
      counters.add("Invocations", 1);
      counters.add("Errors", error ? 1 : 0);
      counters.add("Duration", durationMs, "Milliseconds");
    } else if (action === "Throttle") of().add("Throttles", 1);
    else if (action === "EndDurableExecution") {
      const metric = DURABLE[at(input, "status") as keyof typeof DURABLE];
      if (metric) metrics.of("AWS/Lambda", functionArn(resource), functionDimensions).add(metric, 1);
    } else if (action === "StartDurableExecution" && !ended)
      metrics.of("AWS/Lambda", functionArn(resource), functionDimensions).add("DurableExecutionStarted", 1);
    else if (action === "IteratorAge")
      of().add("IteratorAge", Number(at(output, "IteratorAge")), "Milliseconds");
  };
};
