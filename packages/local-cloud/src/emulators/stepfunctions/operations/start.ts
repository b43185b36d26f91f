import type { SyncExecutionStatus } from "@aws-sdk/client-sfn";
import { z } from "zod";
import { AwsError } from "../../../core/aws-error.ts";
import type { Caller } from "../../../core/cloud.ts";
import { parseJson } from "../../../core/parse-json.ts";
import { parseInput } from "../../parse-input.ts";
import type { StepFunctionsOperations } from "../api.ts";
import { PAYLOAD_LIMIT } from "../errors.ts";
import { describeExecution, type Execution } from "../execution.ts";
import { isName } from "../names.ts";
import { machineOf, type Service } from "./service.ts";

const startInput = z.strictObject({
  stateMachineArn: z.string(),
  name: z.string().optional(),
  input: z.string().optional(),
  traceHeader: z.string().optional(),
});
const startSyncInput = startInput.extend({
  includedData: z.enum(["ALL_DATA", "METADATA_ONLY"]).optional(),
});

const checkName = (name: string | undefined) => {
  if (name !== undefined && !isName(name, 80)) throw new AwsError("InvalidName", `Invalid Name: '${name}'`);
};

const readInput = (text: string): unknown => {
  if (Buffer.byteLength(text) > PAYLOAD_LIMIT)
    throw new AwsError(
      "InvalidExecutionInput",
      `Invalid State Machine Execution Input: 'input' has ${Buffer.byteLength(text)} bytes, more than ${PAYLOAD_LIMIT}`,
    );
  try {
    return parseJson(text);
  } catch (error) {
    throw new AwsError(
      "InvalidExecutionInput",
      `Invalid State Machine Execution Input: '${(error as Error).message}'`,
    );
  }
};

const start = (
  service: Service,
  request: z.output<typeof startInput>,
  caller: Caller,
  isAwaited = false,
): Execution => {
  const { stateMachineArn, name, input: inputText = "{}", traceHeader } = request;
  checkName(name);
  const { arn: machineArn, type } = machineOf(service, stateMachineArn);
  const input = readInput(inputText);
  if (type === "STANDARD" && name !== undefined) {
    const arn = `${machineArn.replace(":stateMachine:", ":execution:")}:${name}`;
    const known = service.executions.find(arn);
    if (known?.status === "RUNNING" && known.inputText === inputText) return known;
    if (known) throw new AwsError("ExecutionAlreadyExists", `Execution Already Exists: '${arn}'`);
  }
  const { machine, as } = service.machines.choose(stateMachineArn)!;
  return service.executions.start(machine, {
    as,
    name,
    input,
    inputText,
    traceHeader,
    causes: caller.causes,
    isAwaited,
  });
};

export const startOperations = (service: Service): StepFunctionsOperations => ({
  StartExecution(request: unknown, caller) {
    const execution = start(service, parseInput(startInput, request), caller);
    return { executionArn: execution.arn, startDate: new Date(execution.startedAt) };
  },

  async StartSyncExecution(request: unknown, caller) {
    const { includedData = "ALL_DATA", ...parameters } = parseInput(startSyncInput, request);
    if (machineOf(service, parameters.stateMachineArn).type === "STANDARD")
      throw new AwsError(
        "StateMachineTypeNotSupported",
        "This operation is not supported by this type of state machine",
      );
    const execution = start(service, parameters, caller, true);
    await execution.done;
    const {
      input,
      inputDetails,
      output,
      outputDetails,
      stateMachineVersionArn: _version,
      stateMachineAliasArn: _alias,
      ...description
    } = describeExecution(execution);
    const duration = (execution.stoppedAt ?? execution.startedAt) - execution.startedAt;
    const data =
      includedData === "ALL_DATA"
        ? { input, inputDetails, output, outputDetails }
        : { inputDetails: { included: false }, outputDetails: output ? { included: false } : undefined };
    return {
      ...description,
      // It has ended.
      status: description.status as SyncExecutionStatus,
      stopDate: description.stopDate,
      ...data,
      // https://aws.amazon.com/step-functions/pricing/
      billingDetails: {
        billedMemoryUsedInMB: 64,
        billedDurationInMilliseconds: Math.max(100, Math.ceil(duration / 100) * 100),
      },
    };
  },
});
