import type { Cloud } from "../../../core/cloud.ts";
import type { Execution } from "./execution.ts";

const iso = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString());

/**
 * Tells the default event bus that an execution began or ended.
 * https://docs.aws.amazon.com/lambda/latest/dg/durable-monitoring.html
 */
export const publishStatus = (cloud: Cloud, execution: Execution): void =>
  cloud.publish({
    source: "aws.lambda",
    detailType: "Durable Execution Status Change",
    causes: [execution.hop.id],
    detail: {
      durableExecutionArn: execution.arn,
      durableExecutionName: execution.name,
      functionArn: execution.found.invokedArn,
      status: execution.status,
      startTimestamp: iso(execution.startedAt),
      endTimestamp: iso(execution.endedAt),
    },
  });
