import { z } from "zod";
import { isExecutionArn } from "./arns.ts";
import { LONGEST_SECONDS } from "./limits.ts";

const arn = z.string().refine(isExecutionArn, "Member must be the ARN of a durable execution");
const text = z.string();
const matching = (pattern: RegExp, most: number) =>
  z
    .string()
    .min(1, "Member must have length greater than or equal to 1")
    .max(most, `Member must have length less than or equal to ${most}`)
    .regex(pattern, `Member must satisfy regular expression pattern: ${pattern.source}`);

const operationId = matching(/^[a-zA-Z0-9-_]+$/, 64);
const operationName = matching(/^[\x20-\x7E]+$/, 256);
const seconds = (least: number) => z.int().min(least).max(LONGEST_SECONDS);
/** Over HTTP a number in the query is text. */
const maxItems = z.coerce.number().int().min(0).max(1000).optional();
const marker = text.max(1024).optional();
const flag = z
  .union([z.boolean(), z.enum(["true", "false"]).transform((value) => value === "true")])
  .optional();

export const errorObject = z.strictObject({
  ErrorMessage: text.optional(),
  ErrorType: text.optional(),
  ErrorData: text.optional(),
  StackTrace: z.array(text).optional(),
});

export const executionName = matching(/^[a-zA-Z0-9-_]+$/, 64);

/** https://docs.aws.amazon.com/lambda/latest/api/API_OperationUpdate.html */
export const operationUpdate = z.strictObject({
  Id: operationId,
  ParentId: operationId.optional(),
  Name: operationName.optional(),
  Type: z.enum(["EXECUTION", "CONTEXT", "STEP", "WAIT", "CALLBACK", "CHAINED_INVOKE"]),
  SubType: matching(/^[a-zA-Z-_]+$/, 32).optional(),
  Action: z.enum(["START", "SUCCEED", "FAIL", "RETRY", "CANCEL"]),
  Payload: text.optional(),
  Error: errorObject.optional(),
  ContextOptions: z.strictObject({ ReplayChildren: z.boolean().optional() }).optional(),
  StepOptions: z.strictObject({ NextAttemptDelaySeconds: seconds(1).optional() }).optional(),
  WaitOptions: z.strictObject({ WaitSeconds: seconds(1).optional() }).optional(),
  CallbackOptions: z
    .strictObject({
      TimeoutSeconds: seconds(0).optional(),
      HeartbeatTimeoutSeconds: seconds(0).optional(),
    })
    .optional(),
  ChainedInvokeOptions: z
    .strictObject({
      FunctionName: text.min(1).max(10_000),
      TenantId: z.undefined({ error: "tenants are not implemented by the local cloud" }).optional(),
    })
    .optional(),
});
export type OperationUpdate = z.output<typeof operationUpdate>;

const token = z.string().min(1).max(2048);

export const checkpointInput = z.strictObject({
  DurableExecutionArn: arn,
  CheckpointToken: token,
  Updates: z.array(operationUpdate).max(1000).default([]),
  ClientToken: text.max(64).optional(),
});

export const stateInput = z.strictObject({
  DurableExecutionArn: arn,
  CheckpointToken: token,
  Marker: marker,
  MaxItems: maxItems,
});

export const describeInput = z.strictObject({ DurableExecutionArn: arn, IncludeExecutionData: flag });

export const historyInput = z.strictObject({
  DurableExecutionArn: arn,
  IncludeExecutionData: flag,
  MaxItems: maxItems,
  Marker: marker,
  ReverseOrder: flag,
});

const status = z.enum(["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "STOPPED"]);
/** In process a date, over HTTP as ISO 8601 or in seconds. */
const time = z
  .union([
    z.date(),
    z
      .string()
      .regex(/^\d+(\.\d+)?$/)
      .transform((value) => new Date(Number(value) * 1000)),
    z.coerce.date(),
  ])
  .optional();

export const listInput = z.strictObject({
  FunctionName: text,
  Qualifier: text.optional(),
  DurableExecutionName: executionName.optional(),
  Statuses: z.union([z.array(status), status.transform((one) => [one])]).optional(),
  StartedAfter: time,
  StartedBefore: time,
  ReverseOrder: flag,
  Marker: marker,
  MaxItems: maxItems,
});

export const stopInput = z.strictObject({ DurableExecutionArn: arn, Error: errorObject.optional() });

const callbackId = z.string().min(1).max(1024);
export const callbackSuccessInput = z.strictObject({ CallbackId: callbackId, Result: text.optional() });
export const callbackFailureInput = z.strictObject({ CallbackId: callbackId, Error: errorObject.optional() });
export const callbackHeartbeatInput = z.strictObject({ CallbackId: callbackId });
