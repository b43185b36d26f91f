import { z } from "zod";
import { arnOf } from "../../core/arn.ts";
import { defineResourceType, type ResourceType, region, stableId, tagged } from "../../core/resource-type.ts";

const text = z.string();
const onlyLambda = z.literal("Lambda", {
  error: "the local cloud deploys Lambda functions only: set computePlatform to Lambda",
});

const applicationProperties = z.strictObject({
  name: text.max(100).optional(),
  computePlatform: onlyLambda,
  region,
  ...tagged,
});

/** Minutes between two steps, and percent of the traffic in each. */
const step = z.strictObject({ interval: z.int().min(1), percentage: z.int().min(1).max(99) });

export const configProperties = z.strictObject({
  deploymentConfigName: text.max(100).optional(),
  computePlatform: onlyLambda,
  trafficRoutingConfig: z
    .strictObject({
      type: z.enum(["TimeBasedCanary", "TimeBasedLinear", "AllAtOnce"]).optional(),
      timeBasedCanary: step.optional(),
      timeBasedLinear: step.optional(),
    })
    .optional(),
  region,
});

export const groupProperties = z.strictObject({
  appName: text,
  deploymentGroupName: text.max(100),
  serviceRoleArn: text,
  deploymentConfigName: text.optional(),
  deploymentStyle: z.strictObject({
    deploymentOption: z.literal("WITH_TRAFFIC_CONTROL"),
    deploymentType: z.literal("BLUE_GREEN"),
  }),
  autoRollbackConfiguration: z
    .strictObject({
      enabled: z.boolean().optional(),
      events: z
        .array(z.enum(["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"]))
        .optional(),
    })
    .optional(),
  alarmConfiguration: z
    .strictObject({
      enabled: z.boolean().optional(),
      alarms: z.array(text).optional(),
      ignorePollAlarmFailure: z.boolean().optional(),
    })
    .optional(),
  region,
  ...tagged,
});

export type Group = z.output<typeof groupProperties>;

/** CodeDeploy's resource types, as far as they are for Lambda. */
export const resourceTypes: ResourceType[] = [
  defineResourceType({
    type: "aws:codedeploy/application:Application",
    properties: applicationProperties,
    compute({ name: logicalName, inputs }, account) {
      const name = inputs.name ?? logicalName;
      const arn = arnOf("codedeploy", account, `application:${name}`);
      return {
        id: name,
        name,
        arn,
        applicationId: stableId(name),
        githubAccountName: "",
        linkedToGithub: false,
      };
    },
  }),
  defineResourceType({
    type: "aws:codedeploy/deploymentConfig:DeploymentConfig",
    properties: configProperties,
    compute({ name: logicalName, inputs }, account) {
      const name = inputs.deploymentConfigName ?? logicalName;
      return {
        id: name,
        deploymentConfigName: name,
        deploymentConfigId: stableId(name),
        arn: arnOf("codedeploy", account, `deploymentconfig:${name}`),
      };
    },
  }),
  defineResourceType({
    type: "aws:codedeploy/deploymentGroup:DeploymentGroup",
    properties: groupProperties,
    compute: ({ inputs: { appName, deploymentGroupName } }, account) => ({
      id: stableId(`${appName}/${deploymentGroupName}`),
      deploymentGroupId: stableId(`${appName}/${deploymentGroupName}`),
      arn: arnOf("codedeploy", account, `deploymentgroup:${appName}/${deploymentGroupName}`),
      computePlatform: "Lambda",
      deploymentConfigName: "CodeDeployDefault.LambdaAllAtOnce",
    }),
  }),
];
