import { z } from "zod";
import { isArn, parseArn } from "../../../core/arn.ts";
import { AwsError } from "../../../core/aws-error.ts";
import type { Cloud } from "../../../core/cloud.ts";
import type { Activities } from "../activities.ts";
import type { CompiledDefinition } from "../asl/compile.ts";
import type { Execution, Machine } from "../execution.ts";
import type { Executions } from "../executions.ts";
import type { Machines } from "../machines.ts";
import type { MapRuns } from "../map/map-run.ts";
import type { Tags } from "../tags.ts";
import type { Tokens } from "../tokens.ts";

/** What the operations work on. */
export interface Service {
  readonly cloud: Cloud;
  readonly machines: Machines;
  readonly executions: Executions;
  readonly tokens: Tokens;
  readonly mapRuns: MapRuns;
  readonly activities: Activities;
  readonly tags: Tags;
}

export const page = { maxResults: z.int().min(0).max(1000).optional(), nextToken: z.string().optional() };
export const tagList = z.array(z.strictObject({ key: z.string().optional(), value: z.string().optional() }));
export const loggingConfiguration = z.strictObject({
  level: z.enum(["ALL", "ERROR", "FATAL", "OFF"]).optional(),
  includeExecutionData: z.boolean().optional(),
  destinations: z
    .array(z.strictObject({ cloudWatchLogsLogGroup: z.strictObject({ logGroupArn: z.string() }) }))
    .max(1)
    .optional(),
});

/** Throws InvalidDefinition with everything that is wrong. */
export const compiledOf = (
  { machines }: Service,
  definition: string,
  type: Machine["type"],
): CompiledDefinition => {
  const { compiled, problems } = machines.compile(definition, type);
  if (compiled) return compiled;
  const found = problems.map(
    ({ location, message }) => `SCHEMA_VALIDATION_FAILED: ${message} at ${location}`,
  );
  throw new AwsError("InvalidDefinition", `Invalid State Machine Definition: '${found.join(", ")}'`);
};

/** Throws InvalidArn for what is no ARN of the kind. */
export const checkKind = (arn: string, kind: string): void => {
  if (!isArn(arn)) throw new AwsError("InvalidArn", `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
  const given = parseArn(arn)?.resource.split(":")[0];
  if (given !== kind)
    throw new AwsError("InvalidArn", `Invalid Arn: 'Resource type not valid in this context: ${given}'`);
};

export const machineOf = ({ machines }: Service, arn: string): Machine => {
  checkKind(arn, "stateMachine");
  const machine = machines.find(arn);
  if (!machine) throw new AwsError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
  return machine;
};

/** Standard executions only: an Express one has no ARN these operations take. */
export const executionOf = ({ executions }: Service, arn: string): Execution => {
  checkKind(arn, "execution");
  const execution = executions.find(arn);
  if (!execution) throw new AwsError("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);
  return execution;
};

/** A page of `items`; the token is the position of the next page's first item. */
export const pageOf = <T>(
  items: readonly T[],
  { maxResults, nextToken }: { maxResults?: number; nextToken?: string },
): { page: T[]; nextToken?: string } => {
  // https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html
  const size = maxResults || 100;
  const start = nextToken === undefined ? 0 : Number(Buffer.from(nextToken, "base64url").toString());
  if (!Number.isInteger(start) || start < 0)
    throw new AwsError("InvalidToken", "Invalid Token: 'Invalid token'");
  const end = start + size;
  return {
    page: items.slice(start, end),
    nextToken: end < items.length ? Buffer.from(String(end)).toString("base64url") : undefined,
  };
};
