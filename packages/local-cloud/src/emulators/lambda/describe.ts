import { AwsError } from "../../core/aws-error.ts";
import type { Operation } from "../../core/cloud.ts";
import type { ResourcePolicies } from "../../iam/resource-policies.ts";
import type { EventSourceMapping } from "./event-sources/mapping.ts";
import { deployedHandler, type FunctionRegistry, type LambdaFunction } from "./functions.ts";

const configuration = (fn: LambdaFunction) => ({
  FunctionName: fn.name,
  FunctionArn: fn.arn,
  Runtime: fn.runtime,
  Role: fn.role,
  Handler: deployedHandler(fn),
  Description: fn.description,
  Timeout: fn.timeoutMs / 1000,
  MemorySize: fn.memoryMb,
  Version: fn.version,
  PackageType: "Zip",
  State: "Active",
  LastUpdateStatus: "Successful",
  Environment: { Variables: fn.variables },
  TracingConfig: { Mode: fn.tracing ? "Active" : "PassThrough" },
  LoggingConfig: { LogFormat: fn.logFormat, LogGroup: fn.logGroup },
  ...(fn.deadLetterArn && { DeadLetterConfig: { TargetArn: fn.deadLetterArn } }),
});

/** The operations that only read what is deployed. */
export const describeOperations = (
  functions: FunctionRegistry,
  mappings: ReadonlyMap<string, EventSourceMapping>,
  policies: ResourcePolicies,
): Record<string, Operation> => ({
  GetFunction: ({ FunctionName, Qualifier }: { FunctionName: string; Qualifier?: string }) => {
    const { fn } = functions.find(FunctionName, Qualifier);
    return {
      Configuration: configuration(fn),
      ...(fn.reservedConcurrency !== undefined && {
        Concurrency: { ReservedConcurrentExecutions: fn.reservedConcurrency },
      }),
    };
  },
  GetFunctionConfiguration: ({ FunctionName, Qualifier }: { FunctionName: string; Qualifier?: string }) =>
    configuration(functions.find(FunctionName, Qualifier).fn),
  ListFunctions: () => ({ Functions: functions.all().map(configuration) }),
  ListEventSourceMappings: (input: { FunctionName?: string; EventSourceArn?: string }) => {
    const arn = input.FunctionName && functions.find(input.FunctionName).fn.arn;
    return {
      EventSourceMappings: [...mappings.values()]
        .filter((mapping) => !arn || mapping.fn.arn === arn)
        .filter((mapping) => !input.EventSourceArn || mapping.sourceArn === input.EventSourceArn)
        .map((mapping) => mapping.describe()),
    };
  },
  GetEventSourceMapping: ({ UUID }: { UUID: string }) => {
    const mapping = mappings.get(UUID);
    if (!mapping) throw notFound("The resource you requested does not exist.");
    return mapping.describe();
  },
  GetPolicy: ({ FunctionName, Qualifier }: { FunctionName: string; Qualifier?: string }) => {
    const policy = policies.policyOf(functions.find(FunctionName, Qualifier).invokedArn);
    if (!policy) throw notFound("The resource you requested does not exist.");
    return { Policy: JSON.stringify(policy), RevisionId: "00000000-0000-4000-8000-000000000000" };
  },
});

const notFound = (message: string) =>
  new AwsError("ResourceNotFoundException", message, { status: 404, fields: { Type: "User" } });
