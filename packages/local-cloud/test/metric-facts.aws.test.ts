import { setTimeout as pause } from "node:timers/promises";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { describeMetricFacts } from "./metric-facts.ts";

// Makes an alarm of its own and removes it; its metric goes by itself after fifteen months.
const stage = process.env.SOURDOUGH_STAGE;

describeMetricFacts(`on AWS, ${stage ?? "(no stage: set SOURDOUGH_STAGE)"}`, !stage, async () => {
  const cloudwatch = new CloudWatchClient({});
  return {
    cloudwatch,
    // A metric is there minutes after it was put, whatever is done about it.
    pass: () => pause(15_000),
    now: Date.now,
    stop: async () => cloudwatch.destroy(),
  };
});
