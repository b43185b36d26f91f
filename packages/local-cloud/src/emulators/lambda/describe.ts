import type { Runtime } from "@aws-sdk/client-lambda";
import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { OutputOf } from "../../core/aws-operations.ts";
import type { ResourcePolicies } from "../../iam/resource-policies.ts";
import { parseInput } from "../parse-input.ts";
import type { LambdaOperations } from "./api.ts";
import { deployedHandler, type FunctionRegistry, type LambdaFunction } from "./functions.ts";
import { LATEST, type Version } from "./versions.ts";

const ofFunction = z.looseObject({ FunctionName: z.string(), Qualifier: z.string().optional() });

/** Of a version, whose ARN has its number, or of the function as it was asked for. */
export const configurationOf = (
  fn: LambdaFunction,
  { version, description }: Pick<Version, "version" | "description">,
  arn = version === LATEST ? fn.arn : `${fn.arn}:${version}`,
): OutputOf<"lambda", "GetFunctionConfiguration"> => ({
  FunctionName: fn.name,
  FunctionArn: arn,
  Runtime: fn.runtime as Runtime,
  Role: fn.role,
  Handler: deployedHandler(fn),
  Description: description || fn.description,
  Timeout: fn.timeoutMs / 1000,
  MemorySize: fn.memoryMb,
  Version: version,
  PackageType: "Zip",
  State: "Active",
  LastUpdateStatus: "Successful",
  Environment: { Variables: fn.variables },
  TracingConfig: { Mode: fn.tracing ? "Active" : "PassThrough" },
  LoggingConfig: { LogFormat: fn.logFormat, LogGroup: fn.logGroup },
  DurableConfig: fn.durable && {
    ExecutionTimeout: fn.durable.executionTimeoutMs / 1000,
    RetentionPeriodInDays: fn.durable.retentionDays,
  },
  Layers: fn.layers.length > 0 ? fn.layers.map((Arn) => ({ Arn })) : undefined,
  DeadLetterConfig: fn.deadLetterArn ? { TargetArn: fn.deadLetterArn } : undefined,
});

/** The operations that only read what is deployed. */
export const describeOperations = (
  functions: FunctionRegistry,
  policies: ResourcePolicies,
): LambdaOperations => {
  const find = (input: unknown) => {
    const { FunctionName, Qualifier } = parseInput(ofFunction, input);
    return functions.find(FunctionName, Qualifier);
  };
  const asAsked = (input: unknown) => {
    const { fn, invokedArn, version } = find(input);
    return configurationOf(fn, functions.versionsOf(fn).find(version)!, invokedArn);
  };
  return {
    GetFunction(input) {
      const { fn } = find(input);
      return {
        Configuration: asAsked(input),
        Concurrency:
          fn.reservedConcurrency === undefined
            ? undefined
            : { ReservedConcurrentExecutions: fn.reservedConcurrency },
      };
    },
    GetFunctionConfiguration: asAsked,
    ListFunctions: () => ({
      Functions: functions.all().map((fn) => configurationOf(fn, { version: LATEST, description: "" })),
    }),
    GetPolicy(input) {
      const policy = policies.policyOf(find(input).invokedArn);
      if (!policy) throw notFound("The resource you requested does not exist.");
      return { Policy: JSON.stringify(policy), RevisionId: "00000000-0000-4000-8000-000000000000" };
    },
  };
};

export const notFound = (message: string) =>
  new AwsError("ResourceNotFoundException", message, { status: 404, fields: { Type: "User" } });
