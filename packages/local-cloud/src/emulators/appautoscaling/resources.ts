import { z } from "zod";
import { arnOf } from "../../core/arn.ts";
import { defineResourceType, type ResourceType, region, stableId, tagged } from "../../core/resource-type.ts";
import { readTimetable } from "../../schedules/expression.ts";
import { isTimeZone } from "../../schedules/time-zone.ts";

const only = {
  error:
    "the local cloud scales the provisioned concurrency of Lambda's aliases only (lambda:function:ProvisionedConcurrency)",
};
const scaled = {
  serviceNamespace: z.literal("lambda", only),
  scalableDimension: z.literal("lambda:function:ProvisionedConcurrency", only),
  resourceId: z
    .string()
    .regex(/^function:[\w-]+:(?!\$LATEST)[\w-]+$/, "names an alias or version: function:<name>:<alias>"),
};
const capacity = z.int().min(0);
const inOrder = (value: { minCapacity?: number; maxCapacity?: number }) =>
  value.minCapacity === undefined ||
  value.maxCapacity === undefined ||
  value.minCapacity <= value.maxCapacity;
const wrongOrder = "minCapacity cannot be more than maxCapacity";

export const targetProperties = z
  .strictObject({
    ...scaled,
    minCapacity: capacity,
    maxCapacity: capacity,
    roleArn: z.string().optional(),
    suspendedState: z
      .strictObject({
        dynamicScalingInSuspended: z.boolean().optional(),
        dynamicScalingOutSuspended: z.boolean().optional(),
        scheduledScalingSuspended: z.boolean().optional(),
      })
      .optional(),
    region,
    ...tagged,
  })
  .refine(inOrder, wrongOrder);

export const actionProperties = z
  .strictObject({
    ...scaled,
    name: z.string().max(256).optional(),
    schedule: z.string(),
    timezone: z.string().refine(isTimeZone, "is no time zone of the IANA database").optional(),
    startTime: z.iso.datetime({ offset: true }).optional(),
    endTime: z.iso.datetime({ offset: true }).optional(),
    scalableTargetAction: z
      .strictObject({ minCapacity: capacity.optional(), maxCapacity: capacity.optional() })
      .refine(
        ({ minCapacity, maxCapacity }) => minCapacity !== undefined || maxCapacity !== undefined,
        "says neither minCapacity nor maxCapacity",
      )
      .refine(inOrder, wrongOrder),
    region,
  })
  .refine(({ schedule }) => readTimetable(schedule, { dialect: "scheduler", begins: 0 }), {
    path: ["schedule"],
    error: "is neither at(yyyy-mm-ddThh:mm:ss) nor rate(value unit) nor cron(fields)",
  });

export type ScheduledAction = z.output<typeof actionProperties>;

export const resourceTypes: ResourceType[] = [
  defineResourceType({
    type: "aws:appautoscaling/target:Target",
    properties: targetProperties,
    compute: ({ inputs: { resourceId, scalableDimension } }, account) => ({
      id: resourceId,
      arn: arnOf("application-autoscaling", account, `scalable-target/${stableId(resourceId)}`),
      scalableDimension,
      roleArn: `arn:aws:iam::${account.accountId}:role/aws-service-role/lambda.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_LambdaConcurrency`,
    }),
  }),
  defineResourceType({
    type: "aws:appautoscaling/scheduledAction:ScheduledAction",
    properties: actionProperties,
    compute({ name: logicalName, inputs }, account) {
      const name = inputs.name ?? `${logicalName}-${stableId(logicalName, 7)}`;
      return {
        id: `${name}-${inputs.serviceNamespace}-${inputs.resourceId}`,
        name,
        arn: arnOf(
          "autoscaling",
          account,
          `scheduledAction:${stableId(name)}:resource/lambda/${inputs.resourceId}:scheduledActionName/${name}`,
        ),
      };
    },
  }),
];
