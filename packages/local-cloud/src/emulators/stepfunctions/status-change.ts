import type { Cloud } from "../../core/cloud.ts";
import { describeExecution, type Execution } from "./execution.ts";

/** Bytes of input and output together that an event has; a longer pair is left out of it. */
const MOST_DATA = 248 * 1024;

/**
 * Tells the default event bus that an execution of a Standard machine began or ended.
 * https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export const publishStatus = (cloud: Pick<Cloud, "publish">, execution: Execution): void => {
  if (execution.machine.type !== "STANDARD") return;
  const { startDate, stopDate, input, output, error, cause, ...described } = describeExecution(execution);
  const isIncluded = Buffer.byteLength(input) + Buffer.byteLength(output ?? "") <= MOST_DATA;
  const data = { included: isIncluded };
  cloud.publish({
    source: "aws.states",
    detailType: "Step Functions Execution Status Change",
    causes: [(execution.endedBy ?? execution.began).id],
    detail: {
      executionArn: described.executionArn,
      stateMachineArn: described.stateMachineArn,
      name: described.name,
      status: described.status,
      startDate: startDate.getTime(),
      stopDate: stopDate?.getTime() ?? null,
      input: isIncluded ? input : null,
      inputDetails: data,
      output: (isIncluded && output) || null,
      outputDetails: output === undefined ? null : data,
      error: error ?? null,
      cause: cause ?? null,
    },
  });
};
