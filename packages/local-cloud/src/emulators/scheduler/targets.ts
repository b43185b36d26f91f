import { randomUUID } from "node:crypto";
import { isArnOf, parseArn } from "../../core/arn.ts";
import { AwsError } from "../../core/aws-error.ts";
import type { Caller, Cloud } from "../../core/cloud.ts";
import { parseJson } from "../../core/parse-json.ts";
import { isRecord } from "../../core/values.ts";
import { runTask } from "../ecs/run-task.ts";
import { queueUrlOf } from "../sqs/queue-store.ts";
import { sdkInput } from "../stepfunctions/integrations/aws-sdk.ts";
import { upperFirst } from "../stepfunctions/integrations/values.ts";
import type { Target } from "./inputs.ts";

interface TargetKind {
  /** `Input` must be JSON. */
  readonly json?: boolean;
  /** A universal target: what is to be sent must be said. */
  readonly needsInput?: boolean;
  send(cloud: Cloud, target: Target, payload: string, caller: Caller): Promise<unknown>;
}

// Templated targets: https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-templated.html
const lambda: TargetKind = {
  json: true,
  send: (cloud, { Arn }, Payload, caller) =>
    cloud.call("lambda", "Invoke", { FunctionName: Arn, InvocationType: "Event", Payload }, caller),
};
const sqs: TargetKind = {
  send: (cloud, { Arn, SqsParameters }, MessageBody, caller) => {
    const { MessageGroupId } = SqsParameters ?? {};
    return cloud.call(
      "sqs",
      "SendMessage",
      { QueueUrl: queueUrlOf(cloud, Arn), MessageBody, MessageGroupId },
      caller,
    );
  },
};
const sns: TargetKind = {
  send: (cloud, { Arn }, Message, caller) => cloud.call("sns", "Publish", { TopicArn: Arn, Message }, caller),
};
const stateMachine: TargetKind = {
  json: true,
  send: (cloud, { Arn }, input, caller) =>
    cloud.call("states", "StartExecution", { stateMachineArn: Arn, input }, caller),
};
const stream: TargetKind = {
  send: (cloud, { Arn, KinesisParameters }, payload, caller) =>
    cloud.call(
      "kinesis",
      "PutRecord",
      { StreamARN: Arn, PartitionKey: KinesisParameters!.PartitionKey, Data: Buffer.from(payload) },
      caller,
    ),
};
const task: TargetKind = {
  json: true,
  send: (cloud, { Arn, Input, EcsParameters }, payload, caller) => {
    const { TaskDefinitionArn, TaskCount, Group } = EcsParameters!;
    const request = { cluster: Arn, taskDefinition: TaskDefinitionArn, count: TaskCount, group: Group };
    return runTask(cloud, request, Input === undefined ? undefined : payload, caller);
  },
};
const eventBus: TargetKind = {
  json: true,
  async send(cloud, { Arn, EventBridgeParameters }, Detail, caller) {
    const { Source, DetailType } = EventBridgeParameters!;
    const answer = await cloud.call(
      "events",
      "PutEvents",
      { Entries: [{ EventBusName: Arn, Source, DetailType, Detail }] },
      caller,
    );
    const { ErrorCode, ErrorMessage } = answer.Entries?.[0] ?? {};
    if (ErrorCode) throw new AwsError(ErrorCode, ErrorMessage ?? ErrorCode);
  },
};

const universalArn = /^arn:aws[a-z-]*:scheduler:::aws-sdk:(\w+):(\w+)$/;
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html#unsupported-api-actions
const readOnly =
  /^(get|describe|list|poll|receive|search|scan|query|select|read|lookup|discover|validate|batchGet|batchDescribe|batchRead|transactGet|adminGet|adminList|testMigration|retrieve|testConnection|translateDocument|isAuthorized|invokeModel)/;

const universal: TargetKind = {
  json: true,
  needsInput: true,
  async send(cloud, { Arn }, payload, caller) {
    const [, sdkName = "", action = ""] = universalArn.exec(Arn) ?? [];
    const service = cloud.services.inSdk(sdkName)!;
    const parameters = parseJson(payload);
    if (!isRecord(parameters))
      throw new AwsError("ValidationException", `The input of ${sdkName}:${action} must be a JSON object.`);
    return cloud.dispatch(service.name, upperFirst(action), sdkInput(service.sdk!, parameters), caller);
  },
};

const kindOf = (arn: string): TargetKind | undefined => {
  if (universalArn.test(arn)) return universal;
  if (isArnOf(arn, "lambda", "function")) return lambda;
  if (isArnOf(arn, "sqs") && parseArn(arn)?.resource) return sqs;
  if (isArnOf(arn, "sns")) return sns;
  if (isArnOf(arn, "states", "stateMachine")) return stateMachine;
  if (isArnOf(arn, "kinesis", "stream")) return stream;
  if (isArnOf(arn, "ecs", "cluster")) return task;
  return isArnOf(arn, "events", "event-bus") ? eventBus : undefined;
};

const refuse = (message: string) => new AwsError("ValidationException", message);

/** Throws `ValidationException` for a target that AWS would not take, or that the local cloud cannot call. */
export const checkTarget = ({ services }: Pick<Cloud, "services">, target: Target): void => {
  const { Arn, Input, EcsParameters, EventBridgeParameters, KinesisParameters } = target;
  const kind = kindOf(Arn);
  if (!kind)
    throw refuse(
      `Provided Arn is not in correct format, or the local cloud does not call it: ${Arn}. It calls Lambda, SQS, SNS, Kinesis streams, ECS tasks, Step Functions, event buses and arn:aws:scheduler:::aws-sdk:<service>:<action>.`,
    );
  if (kind === eventBus && !EventBridgeParameters)
    throw refuse("EventBridgeParameters are required for a target that is an event bus.");
  if (kind === task && !EcsParameters)
    throw refuse("EcsParameters are required for a target that is an ECS cluster.");
  if (kind === stream && !KinesisParameters)
    throw refuse("KinesisParameters are required for a target that is a Kinesis stream.");
  if (kind === universal) checkUniversal(services, Arn);
  if (kind.needsInput && Input === undefined) throw refuse(`Input is required for the target ${Arn}.`);
  if (Input !== undefined && Buffer.byteLength(Input) > 262_144)
    throw refuse(
      "Value at 'target.input' failed to satisfy constraint: Member must have length less than or equal to 262144",
    );
  if (kind.json && Input !== undefined) checkJson(Arn, Input);
};

const checkUniversal = (services: Cloud["services"], arn: string): void => {
  const [, sdkName = "", action = ""] = universalArn.exec(arn) ?? [];
  if (readOnly.test(action)) throw refuse(`${action} is not a supported api for service ${sdkName}.`);
  if (!services.inSdk(sdkName))
    throw refuse(
      `${sdkName} is not a service that the local cloud emulates: it has ${services.all
        .flatMap(({ sdk }) => sdk?.name ?? [])
        .sort()
        .join(", ")}.`,
    );
};

const checkJson = (arn: string, input: string): void => {
  try {
    parseJson(input);
  } catch (cause) {
    throw new AwsError(
      "ValidationException",
      `Input is not well-formed JSON, which the target ${arn} needs.`,
      { cause },
    );
  }
};

/** Calls the target once, as `caller`; rejects with what the target answered. */
export const callTarget = (cloud: Cloud, target: Target, payload: string, caller: Caller): Promise<unknown> =>
  kindOf(target.Arn)!.send(cloud, target, payload, caller);

export interface Invocation {
  readonly scheduleArn: string;
  readonly scheduledTime: string;
  readonly executionId: string;
  readonly attempt: number;
}

/** ISO 8601 without milliseconds. */
export const seconds = (instant: number): string => `${new Date(instant).toISOString().slice(0, 19)}Z`;

/**
 * What the target gets, with its keywords replaced, or the notification that targets get by default.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 */
export const payloadOf = (cloud: Cloud, { Input }: Target, invocation: Invocation): string => {
  const { scheduleArn, scheduledTime, executionId, attempt } = invocation;
  if (Input === undefined)
    return JSON.stringify({
      version: "0",
      id: randomUUID(),
      "detail-type": "Scheduled Event",
      source: "aws.scheduler",
      account: cloud.accountId,
      time: scheduledTime,
      region: cloud.region,
      resources: [scheduleArn],
      detail: "{}",
    });
  const values = new Map([
    ["schedule-arn", scheduleArn],
    ["scheduled-time", scheduledTime],
    ["execution-id", executionId],
    ["attempt-number", String(attempt)],
  ]);
  return Input.replace(/<aws\.scheduler\.([a-z-]+)>/g, (whole, name: string) => values.get(name) ?? whole);
};
