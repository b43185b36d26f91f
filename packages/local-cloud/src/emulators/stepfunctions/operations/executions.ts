import { z } from "zod";
import { AwsError } from "../../../core/aws-error.ts";
import { parseInput } from "../../parse-input.ts";
import type { StepFunctionsOperations } from "../api.ts";
import { describeExecution, type Execution } from "../execution.ts";
import { qualifierOf } from "../machines.ts";
import { machineOfMapRun } from "../map/map-run.ts";
import { redriveStatusOf, whyNotRedrivable } from "../redrive.ts";
import { mapRunOf } from "./map-runs.ts";
import { executionOf, machineOf, pageOf, type Service } from "./service.ts";

const page = { maxResults: z.int().min(0).max(1000).optional(), nextToken: z.string().optional() };
const includedData = z.enum(["ALL_DATA", "METADATA_ONLY"]).optional();

const stopInput = z.strictObject({
  executionArn: z.string(),
  error: z.string().max(256).optional(),
  cause: z.string().max(32_768).optional(),
});
const redriveInput = z.strictObject({
  executionArn: z.string(),
  clientToken: z
    .string()
    .regex(/^[!-~]{1,64}$/)
    .optional(),
});
const describeInput = z.strictObject({ executionArn: z.string(), includedData });
const listInput = z.strictObject({
  stateMachineArn: z.string().optional(),
  mapRunArn: z.string().optional(),
  statusFilter: z
    .enum(["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE"])
    .optional(),
  redriveFilter: z.enum(["REDRIVEN", "NOT_REDRIVEN"]).optional(),
  ...page,
});
const historyInput = z.strictObject({
  executionArn: z.string(),
  reverseOrder: z.boolean().optional(),
  includeExecutionData: z.boolean().optional(),
  ...page,
});

const redriveOf = ({ redriveCount, redrivenAt }: Execution) => ({
  redriveCount,
  redriveDate: redrivenAt === undefined ? undefined : new Date(redrivenAt),
});

const ofMachine = (service: Service, stateMachineArn: string): Execution[] => {
  const machine = machineOf(service, stateMachineArn);
  if (machine.type === "EXPRESS")
    throw new AwsError(
      "StateMachineTypeNotSupported",
      "This operation is not supported by this type of state machine",
    );
  const qualifier = qualifierOf(stateMachineArn);
  return service.executions
    .of(machine.arn)
    .filter(({ as }) => qualifier === undefined || as?.version === qualifier || as?.qualifier === qualifier);
};

/** Express ones are not listed, as those of a machine are not. */
const ofMapRun = (service: Service, mapRunArn: string): Execution[] => {
  const { arn } = mapRunOf(service, mapRunArn);
  return service.executions.of(machineOfMapRun(arn)).filter((execution) => execution.mapRunArn === arn);
};

export const executionOperations = (service: Service): StepFunctionsOperations => ({
  StopExecution(request: unknown) {
    const { executionArn, error, cause } = parseInput(stopInput, request);
    const execution = executionOf(service, executionArn);
    service.executions.stop(execution, { status: "ABORTED", error, cause });
    return { stopDate: new Date(execution.stoppedAt!) };
  },

  RedriveExecution(request: unknown, caller) {
    const { executionArn, clientToken } = parseInput(redriveInput, request);
    const execution = executionOf(service, executionArn);
    const isSame = clientToken !== undefined && clientToken === execution.redriveToken;
    if (!isSame) {
      const reason = whyNotRedrivable(execution, service.cloud.clock.now());
      if (reason !== undefined) throw new AwsError("ExecutionNotRedrivable", reason);
      if (execution.mapRunArn)
        throw new AwsError(
          "ExecutionNotRedrivable",
          "Child executions of a Map Run are redriven with it: redrive the parent execution",
        );
      service.executions.redrive(execution, caller.causes);
      execution.redriveToken = clientToken;
    }
    return { redriveDate: new Date(execution.redrivenAt!) };
  },

  DescribeExecution(request: unknown) {
    const { executionArn, includedData } = parseInput(describeInput, request);
    const execution = executionOf(service, executionArn);
    const { input, output, ...description } = describeExecution(execution);
    const redrive = {
      ...redriveOf(execution),
      ...redriveStatusOf(execution, service.cloud.clock.now()),
    };
    if (includedData === "METADATA_ONLY") return { ...description, ...redrive };
    return { ...description, input, output, ...redrive };
  },

  ListExecutions(request: unknown) {
    const { stateMachineArn, mapRunArn, statusFilter, redriveFilter, ...paging } = parseInput(
      listInput,
      request,
    );
    if ((stateMachineArn === undefined) === (mapRunArn === undefined))
      throw new AwsError("ValidationException", "Either stateMachineArn or mapRunArn must be given.");
    const all = mapRunArn === undefined ? ofMachine(service, stateMachineArn!) : ofMapRun(service, mapRunArn);
    const matching = all.filter(
      ({ status, redriveCount }) =>
        (statusFilter === undefined || status === statusFilter) &&
        (redriveFilter === undefined || (redriveFilter === "REDRIVEN") === redriveCount > 0),
    );
    const { page: found, nextToken } = pageOf(matching, paging);
    return {
      executions: found.map((execution) => {
        const described = describeExecution(execution);
        const { stateMachineVersionArn, stateMachineAliasArn } = described;
        const { executionArn, name, status, startDate, stopDate } = described;
        return {
          executionArn,
          stateMachineArn: execution.machine.arn,
          stateMachineVersionArn,
          stateMachineAliasArn,
          mapRunArn: execution.mapRunArn,
          name,
          status,
          startDate,
          stopDate,
          ...redriveOf(execution),
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
