import { parseArn } from "../../../core/arn.ts";
import type { Cloud } from "../../../core/cloud.ts";
import type { Activities } from "../activities.ts";
import type { ExecutionDescription } from "../execution.ts";
import { activityTask } from "./activity.ts";
import { sdkCall, serviceCall, withText } from "./aws-sdk.ts";
import { putEvents } from "./events.ts";
import type { Integration, TaskRequest } from "./integration.ts";
import { lambdaInvoke, plainFunction } from "./lambda.ts";
import { type ErrorDialect, optimizedDialect } from "./service-errors.ts";
import { executionEnd, startExecution } from "./step-functions.ts";
import { asJson, parametersOf, upperFirst } from "./values.ts";

export interface IntegrationSettings {
  readonly cloud: Pick<Cloud, "dispatch" | "warn" | "services">;
  readonly express: boolean;
  /** Absent in a dry run. */
  readonly activities?: Pick<Activities, "schedule">;
  /** An execution a task started and waits for. */
  children(executionArn: string): {
    readonly ended: Promise<{ description: ExecutionDescription; causes: readonly number[] }>;
    stop(): void;
  };
}

type Call = (request: TaskRequest) => Promise<unknown>;

interface Optimized {
  /** Suffixes it takes beside none. */
  readonly patterns: readonly string[];
  create(settings: IntegrationSettings): Call;
}

const serial = (date: Date) => date.getTime();
const plainCall = (
  service: string,
  action: string,
  dialect: ErrorDialect,
  patterns: readonly string[],
  text: readonly string[] = [],
): Optimized => ({
  patterns,
  create: (settings) =>
    serviceCall(settings, {
      service,
      operation: upperFirst(action),
      dialect,
      input: (value) => withText(parametersOf(value, `${service}:${action}`), text),
      output: (answer) => asJson(answer, serial),
    }),
});

const token = ["waitForTaskToken"];
const dynamodb = optimizedDialect("DynamoDB", "AmazonDynamoDBv2", "AmazonDynamoDBException");
const sqs = optimizedDialect("SQS", "AmazonSQS", "AmazonSQSException");
const ecs = optimizedDialect("ECS", "AmazonECS", "AmazonECSException");
const sns = optimizedDialect("SNS", "AmazonSNS", "AmazonSNSException");

/** Optimized integrations. https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html */
const optimized: Readonly<Record<string, Optimized>> = {
  "lambda:invoke": { patterns: token, create: lambdaInvoke },
  "events:putEvents": { patterns: token, create: putEvents },
  "states:startExecution": { patterns: [...token, "sync", "sync:2"], create: startExecution },
  "sqs:sendMessage": plainCall("sqs", "sendMessage", sqs, token, ["MessageBody"]),
  "sns:publish": plainCall("sns", "publish", sns, token, ["Message"]),
  "ecs:runTask": plainCall("ecs", "runTask", ecs, token),
  "dynamodb:getItem": plainCall("dynamodb", "getItem", dynamodb, []),
  "dynamodb:putItem": plainCall("dynamodb", "putItem", dynamodb, []),
  "dynamodb:updateItem": plainCall("dynamodb", "updateItem", dynamodb, []),
  "dynamodb:deleteItem": plainCall("dynamodb", "deleteItem", dynamodb, []),
};

const functionResource = /^function:[\w-]+(:[\w$-]+)?$/;
const callResource = /^(aws-sdk:\w+|\w+):(\w+)(?:\.(\w+(?::2)?))?$/;

/** The integration a task's `Resource` names, or why there is none. */
export const createIntegration = (
  arn: string,
  settings: IntegrationSettings,
): Integration | { readonly problem: string } => {
  const parts = parseArn(arn);
  if (parts?.service === "lambda" && functionResource.test(parts.resource))
    return plainFunction(arn, settings);
  if (parts?.service === "states" && parts.resource.startsWith("activity:")) {
    if (settings.express) return { problem: "Express state machine does not support Activity ARN" };
    return activityTask(arn, settings.activities ?? { schedule: () => () => {} });
  }
  const isCall = parts?.service === "states" && parts.account === "";
  const [, service, action, suffix] = (isCall && callResource.exec(parts.resource)) || [];
  if (!service || !action) return { problem: `${arn}: not a resource the local cloud knows` };
  const found = findCall(service, action, settings);
  if ("problem" in found) return { problem: `${arn}: ${found.problem}` };
  if (suffix && !found.patterns.includes(suffix))
    return { problem: `${arn}: the integration has no .${suffix}` };
  if (suffix && settings.express) {
    const pattern = suffix.replace(":2", "");
    return { problem: `Express state machine does not support '.${pattern}' service integration` };
  }
  return {
    resource: suffix ? `${action}.${suffix}` : action,
    resourceType: service,
    pattern: !suffix ? "response" : suffix === "waitForTaskToken" ? "token" : "sync",
    call: found.call,
    complete: suffix?.startsWith("sync") ? executionEnd(settings, suffix === "sync:2") : undefined,
  };
};

const findCall = (
  service: string,
  action: string,
  settings: IntegrationSettings,
): { call: Call; patterns: readonly string[] } | { problem: string } => {
  if (service.startsWith("aws-sdk:")) {
    const { services } = settings.cloud;
    const found = services.inSdk(service.slice("aws-sdk:".length));
    if (!found?.sdk) {
      const names = services.all.flatMap(({ sdk }) => sdk?.name ?? []).sort();
      return { problem: `the local cloud has the services ${names.join(", ")}` };
    }
    return { call: sdkCall(settings, found.name, found.sdk, action), patterns: token };
  }
  const known = Object.hasOwn(optimized, `${service}:${action}`) && optimized[`${service}:${action}`];
  if (!known)
    return { problem: `the local cloud has ${Object.keys(optimized).join(", ")} and aws-sdk integrations` };
  return { call: known.create(settings), patterns: known.patterns };
};
