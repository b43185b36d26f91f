import { z } from "zod";
import { arnOf } from "../../core/arn.ts";
import { defineResourceType, type ResourceType } from "../../core/resource-type.ts";

export const TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition";

const containers = "no containers run: services and tasks are what their `dev.command` starts";

const nameAndValue = z.looseObject({ name: z.string(), value: z.string() });

/** What a task's process takes of its containers. */
export const containerDefinitions = z.array(
  z.looseObject({ name: z.string(), environment: z.array(nameAndValue).nullish() }),
);

/** Its resources, images, networks and logs tune containers that do not run here. */
export const taskDefinitionProperties = z.looseObject({
  family: z.string(),
  containerDefinitions: z.string(),
  taskRoleArn: z.string().optional(),
  executionRoleArn: z.string().optional(),
});

export const resourceTypes: readonly ResourceType[] = [
  defineResourceType({
    type: "aws:ecs/cluster:Cluster",
    properties: z.looseObject({ name: z.string().optional() }),
    compute: ({ name: logicalName, inputs: { name = logicalName } }, account) => {
      const arn = arnOf("ecs", account, `cluster/${name}`);
      return { id: arn, arn, name };
    },
    inert: containers,
  }),
  defineResourceType({
    type: "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
    properties: z.looseObject({}),
    compute: ({ name }) => ({ id: name }),
    inert: containers,
  }),
  defineResourceType({
    type: TASK_DEFINITION,
    properties: taskDefinitionProperties,
    compute: ({ inputs: { family } }, account) => ({
      id: family,
      arn: arnOf("ecs", account, `task-definition/${family}:1`),
      arnWithoutRevision: arnOf("ecs", account, `task-definition/${family}`),
      revision: 1,
    }),
  }),
  defineResourceType({
    type: "aws:ecs/service:Service",
    properties: z.looseObject({
      desiredCount: z.literal(0, {
        error:
          "the local cloud runs no containers: use sst.aws.Service with a dev.command, or 0 for this stage",
      }),
    }),
    compute: ({ name, inputs }, account) => {
      const arn = arnOf("ecs", account, `service/${String(inputs.name ?? name)}`);
      return { id: arn, arn, name: inputs.name ?? name };
    },
    inert: containers,
  }),
];
