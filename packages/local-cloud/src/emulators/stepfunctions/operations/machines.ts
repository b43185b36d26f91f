import { z } from "zod";
import { parseInput } from "../../parse-input.ts";
import type { StepFunctionsOperations } from "../api.ts";
import type { Machine } from "../execution.ts";
import { executionOf, machineOf, pageOf, type Service } from "./service.ts";

const describeInput = z.strictObject({
  stateMachineArn: z.string(),
  includedData: z.enum(["ALL_DATA", "METADATA_ONLY"]).optional(),
});
const forExecutionInput = z.strictObject({
  executionArn: z.string(),
  includedData: z.enum(["ALL_DATA", "METADATA_ONLY"]).optional(),
});
const listInput = z.strictObject({
  maxResults: z.int().min(0).max(1000).optional(),
  nextToken: z.string().optional(),
});
const validateInput = z.strictObject({
  definition: z.string(),
  type: z.enum(["STANDARD", "EXPRESS"]).optional(),
  severity: z.enum(["ERROR", "WARNING"]).optional(),
  maxResults: z.int().min(0).max(100).optional(),
});

const describe = (machine: Machine) => ({
  stateMachineArn: machine.arn,
  name: machine.name,
  definition: machine.definition,
  roleArn: machine.roleArn,
  loggingConfiguration: machine.loggingConfiguration,
  tracingConfiguration: machine.tracingConfiguration,
  revisionId: machine.revisionId,
});

export const machineOperations = (service: Service): StepFunctionsOperations => ({
  DescribeStateMachine(request: unknown) {
    const { stateMachineArn } = parseInput(describeInput, request);
    const machine = machineOf(service, stateMachineArn);
    const version = service.machines.versionOf(stateMachineArn);
    return {
      ...describe(machine),
      ...(version && {
        stateMachineArn: `${machine.arn}:${version.number}`,
        description: version.description,
      }),
      type: machine.type,
      status: "ACTIVE",
      creationDate: (version ?? machine).creationDate,
    };
  },

  DescribeStateMachineForExecution(request: unknown) {
    const { machine, mapRunArn } = executionOf(service, parseInput(forExecutionInput, request).executionArn);
    const label = mapRunArn && machine.name.slice(machine.name.indexOf("/") + 1);
    return { ...describe(machine), updateDate: machine.creationDate, mapRunArn, label };
  },

  ListStateMachines(request: unknown) {
    const { page, nextToken } = pageOf(service.machines.all(), parseInput(listInput, request));
    return {
      stateMachines: page.map(({ arn, name, type, creationDate }) => ({
        stateMachineArn: arn,
        name,
        type,
        creationDate,
      })),
      nextToken,
    };
  },

  ValidateStateMachineDefinition(request: unknown) {
    const { definition, type = "STANDARD", maxResults } = parseInput(validateInput, request);
    const { problems } = service.machines.compile(definition, type);
    const diagnostics = problems.map(({ location, message }) => ({
      severity: "ERROR" as const,
      code: "SCHEMA_VALIDATION_FAILED",
      message,
      location,
    }));
    const limit = maxResults || 100;
    return {
      result: diagnostics.length > 0 ? "FAIL" : "OK",
      diagnostics: diagnostics.slice(0, limit),
      truncated: diagnostics.length > limit,
    };
  },
});
