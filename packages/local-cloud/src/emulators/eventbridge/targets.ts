import { isArnOf, parseArn } from "../../core/arn.ts";
import { AwsError } from "../../core/aws-error.ts";
import type { Caller, Cloud, Principal } from "../../core/cloud.ts";
import { compileJsonPath } from "../../templates/index.ts";
import { runTask } from "../ecs/run-task.ts";
import { queueUrlOf } from "../sqs/queue-store.ts";
import type { BusEvent } from "./event.ts";
import type { InvokeApiDestination, Target } from "./inputs.ts";

/** A payload on its way to a target. */
export interface Shipment {
  readonly target: Target;
  readonly payload: string;
  readonly event: BusEvent;
}

interface TargetKind {
  /** AWS takes these targets only with a role. */
  readonly needsRole?: boolean;
  /** Targets that take the event and nothing else. */
  readonly wholeEvent?: boolean;
  send(cloud: Cloud, shipment: Shipment, caller: Caller): Promise<unknown>;
}

const sqs: TargetKind = {
  send: (cloud, { target, payload }, caller) => {
    return cloud.call(
      "sqs",
      "SendMessage",
      {
        QueueUrl: queueUrlOf(cloud, target.Arn),
        MessageBody: payload,
        MessageGroupId: target.SqsParameters?.MessageGroupId,
      },
      caller,
    );
  },
};

const sns: TargetKind = {
  send: (cloud, { target, payload }, caller) =>
    cloud.call("sns", "Publish", { TopicArn: target.Arn, Message: payload }, caller),
};

const lambda: TargetKind = {
  send: (cloud, { target, payload }, caller) =>
    cloud.call(
      "lambda",
      "Invoke",
      { FunctionName: target.Arn, InvocationType: "Event", Payload: payload },
      caller,
    ),
};

const stateMachine: TargetKind = {
  needsRole: true,
  send: (cloud, { target, payload }, caller) =>
    cloud.call("states", "StartExecution", { stateMachineArn: target.Arn, input: payload }, caller),
};

/** Parameters may be paths into the event as it was before the transformation. */
const resolve = (parameter: string, event: BusEvent): string => {
  if (!parameter.startsWith("$.")) return parameter;
  const value = compileJsonPath(parameter)(event.body);
  return value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);
};

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_KinesisParameters.html */
const stream: TargetKind = {
  needsRole: true,
  send: (cloud, { target, payload, event }, caller) => {
    const { PartitionKeyPath } = target.KinesisParameters ?? {};
    // The event's id, unless a path finds something else.
    const PartitionKey = (PartitionKeyPath && resolve(PartitionKeyPath, event)) || event.body.id;
    return cloud.call(
      "kinesis",
      "PutRecord",
      { StreamARN: target.Arn, PartitionKey, Data: Buffer.from(payload) },
      caller,
    );
  },
};

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_EcsParameters.html: the input is the overrides. */
const task: TargetKind = {
  needsRole: true,
  send: async (cloud, { target, payload }, caller) => {
    const { TaskDefinitionArn, TaskCount, Group } = target.EcsParameters!;
    await runTask(
      cloud,
      { cluster: target.Arn, taskDefinition: TaskDefinitionArn, count: TaskCount, group: Group },
      target.Input === undefined && target.InputTransformer === undefined ? undefined : payload,
      caller,
    );
  },
};

const apiDestination: TargetKind = {
  needsRole: true,
  send: (cloud, { target, payload, event }, caller) => {
    const { PathParameterValues, HeaderParameters, QueryStringParameters } = target.HttpParameters ?? {};
    const resolved = (parameters: Record<string, string> = {}) =>
      Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, resolve(value, event)]));
    const input: InvokeApiDestination = {
      ApiDestinationArn: target.Arn,
      Body: payload,
      PathParameterValues: (PathParameterValues ?? []).map((value) => resolve(value, event)),
      HeaderParameters: resolved(HeaderParameters),
      QueryStringParameters: resolved(QueryStringParameters),
    };
    return cloud.call("events", "InvokeApiDestination", input, caller);
  },
};

const eventBus: TargetKind = {
  wholeEvent: true,
  send: async (cloud, { target, event }, caller) => {
    const { source, detail, resources, time } = event.body;
    const entry = {
      EventBusName: target.Arn,
      Source: source,
      DetailType: event.body["detail-type"],
      Detail: JSON.stringify(detail),
      Resources: resources,
      Time: new Date(time),
    };
    await cloud.call("events", "PutEvents", { Entries: [entry] }, caller);
  },
};

// Where the lines would go: the journal has the delivery.
const logGroup: TargetKind = { send: () => Promise.resolve() };

const kindOf = (arn: string): TargetKind | undefined => {
  if (isArnOf(arn, "sqs")) return sqs;
  if (isArnOf(arn, "sns")) return sns;
  if (isArnOf(arn, "lambda", "function")) return lambda;
  if (isArnOf(arn, "kinesis", "stream")) return stream;
  if (isArnOf(arn, "ecs", "cluster")) return task;
  if (isArnOf(arn, "states", "stateMachine")) return stateMachine;
  if (isArnOf(arn, "events", "api-destination")) return apiDestination;
  if (isArnOf(arn, "events", "event-bus")) return eventBus;
  if (isArnOf(arn, "logs", "log-group") && parseArn(arn)?.name) return logGroup;
  return undefined;
};

/** Throws `ValidationException` for a target the local cloud cannot call, or AWS would not take. */
export const checkTarget = (target: Target): void => {
  const kind = kindOf(target.Arn);
  if (!kind) {
    throw new AwsError(
      "ValidationException",
      `Target ${target.Id} is ${target.Arn}: the local cloud delivers events to SQS, SNS, Lambda, Kinesis streams, ECS tasks, Step Functions, API destinations, event buses and log groups.`,
    );
  }
  if (kind.needsRole && !target.RoleArn) {
    throw new AwsError("ValidationException", `RoleArn is required for target ${target.Arn}.`);
  }
  if (kind === task && !target.EcsParameters)
    throw new AwsError("ValidationException", `EcsParameters are required for target ${target.Arn}.`);
  if (kind.wholeEvent && (target.Input ?? target.InputPath ?? target.InputTransformer) !== undefined) {
    throw new AwsError(
      "ValidationException",
      `An event bus takes events as they are: target ${target.Id} has an input.`,
    );
  }
};

/** Calls the target once, as `caller`; rejects with what the target answered. */
export const sendToTarget = (cloud: Cloud, shipment: Shipment, caller: Caller): Promise<unknown> =>
  kindOf(shipment.target.Arn)!.send(cloud, shipment, caller);

/** EventBridge acts as the target's role, or as the service on behalf of the rule. */
export const principalFor = (target: Target, ruleArn: string): Principal =>
  target.RoleArn
    ? { kind: "role", arn: target.RoleArn }
    : { kind: "service", service: "events.amazonaws.com", sourceArn: ruleArn };
