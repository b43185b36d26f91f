import { z } from "zod";
import {
  defineResourceType,
  physicalName,
  type ResourceType,
  region,
  tagged,
} from "../../core/resource-type.ts";
import { groupArn, scheduleArn } from "./arns.ts";

const noTarget = (what: string) =>
  z
    .never({
      error: `the local cloud has no ${what}; a schedule may call Lambda, SQS, SNS, Kinesis, Step Functions, an event bus, or any operation of an emulated service by arn:aws:scheduler:::aws-sdk:<service>:<action>`,
    })
    .optional();

export const scheduleProperties = z.strictObject({
  region,
  name: z.string().optional(),
  namePrefix: z.string().optional(),
  groupName: z.string().optional(),
  description: z.string().optional(),
  scheduleExpression: z.string(),
  scheduleExpressionTimezone: z.string().optional(),
  flexibleTimeWindow: z.strictObject({
    mode: z.string(),
    maximumWindowInMinutes: z.number().optional(),
  }),
  target: z.strictObject({
    arn: z.string(),
    roleArn: z.string(),
    input: z.string().optional(),
    retryPolicy: z
      .strictObject({
        maximumEventAgeInSeconds: z.number().optional(),
        maximumRetryAttempts: z.number().optional(),
      })
      .optional(),
    deadLetterConfig: z.strictObject({ arn: z.string().optional() }).optional(),
    sqsParameters: z.strictObject({ messageGroupId: z.string().optional() }).optional(),
    eventbridgeParameters: z.strictObject({ detailType: z.string(), source: z.string() }).optional(),
    ecsParameters: z
      .looseObject({
        taskDefinitionArn: z.string(),
        taskCount: z.number().optional(),
        group: z.string().optional(),
      })
      .optional(),
    kinesisParameters: z.strictObject({ partitionKey: z.string() }).optional(),
    sagemakerPipelineParameters: noTarget("SageMaker"),
  }),
  state: z.enum(["ENABLED", "DISABLED"]).optional(),
  startDate: z.string().optional(),
  endDate: z.string().optional(),
  // Nothing is encrypted here.
  kmsKeyArn: z.string().optional(),
  actionAfterCompletion: z.enum(["NONE", "DELETE"]).optional(),
});

export const groupProperties = z.strictObject({
  region,
  name: z.string().optional(),
  namePrefix: z.string().optional(),
  ...tagged,
});

export const SCHEDULE = "aws:scheduler/schedule:Schedule";
export const GROUP = "aws:scheduler/scheduleGroup:ScheduleGroup";

export const resourceTypes: ResourceType[] = [
  defineResourceType({
    type: SCHEDULE,
    properties: scheduleProperties,
    compute: ({ name: logical, inputs }, account) => {
      const name = physicalName(logical, inputs);
      const group = inputs.groupName ?? "default";
      return {
        id: `${group}/${name}`,
        name,
        groupName: group,
        arn: scheduleArn(account, group, name),
        state: inputs.state ?? "ENABLED",
        scheduleExpressionTimezone: inputs.scheduleExpressionTimezone ?? "UTC",
      };
    },
  }),
  defineResourceType({
    type: GROUP,
    properties: groupProperties,
    compute: ({ name: logical, inputs }, account) => {
      const name = physicalName(logical, inputs);
      return {
        id: name,
        name,
        arn: groupArn(account, name),
        state: "ACTIVE",
        creationDate: "2026-01-01T00:00:00Z",
        lastModificationDate: "2026-01-01T00:00:00Z",
        tagsAll: inputs.tags ?? {},
      };
    },
  }),
];
