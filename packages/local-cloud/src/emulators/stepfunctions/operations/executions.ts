import { z } from "zod";
import { AwsError } from "../../../core/aws-error.ts";
import { parseInput } from "../../parse-input.ts";
import type { StepFunctionsOperations } from "../api.ts";
import { describeExecution } from "../execution.ts";
import { executionOf, machineOf, pageOf, type Service } from "./service.ts";

const page = { maxResults: z.int().min(0).max(1000).optional(), nextToken: z.string().optional() };
const includedData = z.enum(["ALL_DATA", "METADATA_ONLY"]).optional();

const stopInput = z.strictObject({
  executionArn: z.string(),
  error: z.string().max(256).optional(),
  cause: z.string().max(32_768).optional(),
});
const describeInput = z.strictObject({ executionArn: z.string(), includedData });
const listInput = z.strictObject({
  stateMachineArn: z.string(),
  statusFilter: z
    .enum(["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE"])
    .optional(),
  ...page,
});
const historyInput = z.strictObject({
  executionArn: z.string(),
  reverseOrder: z.boolean().optional(),
  includeExecutionData: z.boolean().optional(),
  ...page,
});

export const executionOperations = (service: Service): StepFunctionsOperations => ({
  StopExecution(request: unknown) {
    const { executionArn, error, cause } = parseInput(stopInput, request);
    const execution = executionOf(service, executionArn);
    service.executions.stop(execution, { status: "ABORTED", error, cause });
    return { stopDate: new Date(execution.stoppedAt!) };
  },

  DescribeExecution(request: unknown) {
    const { executionArn, includedData } = parseInput(describeInput, request);
    const { input, output, ...description } = describeExecution(executionOf(service, executionArn));
    const redrive = {
      redriveCount: 0,
      redriveStatus: "NOT_REDRIVABLE" as const,
      redriveStatusReason: "The local cloud does not redrive executions.",
    };
    if (includedData === "METADATA_ONLY") return { ...description, ...redrive };
    return { ...description, input, output, ...redrive };
  },

  ListExecutions(request: unknown) {
    const { stateMachineArn, statusFilter, ...paging } = parseInput(listInput, request);
    const machine = machineOf(service, stateMachineArn);
    if (machine.type === "EXPRESS")
      throw new AwsError(
        "StateMachineTypeNotSupported",
        "This operation is not supported by this type of state machine",
      );
    const matching = service.executions
      .of(machine)
      .filter((execution) => statusFilter === undefined || execution.status === statusFilter);
    const { page: found, nextToken } = pageOf(matching, paging);
    return {
      executions: found.map((execution) => {
        const { executionArn, name, status, startDate, stopDate } = describeExecution(execution);
        return {
          executionArn,
          stateMachineArn: machine.arn,
          name,
          status,
          startDate,
          stopDate,
          redriveCount: 0,
        };
      }),
      nextToken,
    };
  },

  GetExecutionHistory(request: unknown) {
    const {
      executionArn,
      reverseOrder,
      includeExecutionData = true,
      ...paging
    } = parseInput(historyInput, request);
    const { history } = executionOf(service, executionArn);
    if (history.forgotten)
      throw new AwsError(
        "ExecutionDoesNotExist",
        `Execution Does Not Exist: the local cloud no longer has the history of '${executionArn}'`,
      );
    const events = history.events({ includeExecutionData });
    const { page: found, nextToken } = pageOf(reverseOrder ? events.reverse() : events, paging);
    return { events: found, nextToken };
  },
});
