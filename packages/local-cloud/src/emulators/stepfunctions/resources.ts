import { z } from "zod";
import { arnOf, unqualified } from "../../core/arn.ts";
import {
  defineResourceType,
  physicalName,
  type ResourceType,
  region,
  stableId,
  tagged,
} from "../../core/resource-type.ts";

/** Properties of `aws.sfn.StateMachine`; logging, tracing and encryption change nothing a laptop can show. */
export const stateMachineProperties = z.strictObject({
  definition: z.string(),
  roleArn: z.string(),
  name: z.string().max(80).optional(),
  namePrefix: z.string().optional(),
  type: z.enum(["STANDARD", "EXPRESS"]).optional(),
  publish: z.boolean().optional(),
  loggingConfiguration: z
    .strictObject({
      includeExecutionData: z.boolean().optional(),
      level: z.enum(["ALL", "ERROR", "FATAL", "OFF"]).optional(),
      logDestination: z.string().optional(),
    })
    .optional(),
  tracingConfiguration: z.strictObject({ enabled: z.boolean().optional() }).optional(),
  encryptionConfiguration: z
    .strictObject({
      kmsDataKeyReusePeriodSeconds: z.number().optional(),
      kmsKeyId: z.string().optional(),
      type: z.string().optional(),
    })
    .optional(),
  ...tagged,
  region,
});

/** An alias is of the machine that its versions are of. */
export const aliasProperties = z.strictObject({
  name: z.string().optional(),
  description: z.string().max(256).optional(),
  routingConfigurations: z
    .array(z.strictObject({ stateMachineVersionArn: z.string(), weight: z.int().min(0).max(100) }))
    .min(1)
    .max(2),
  region,
});

const stateMachine = defineResourceType({
  type: "aws:sfn/stateMachine:StateMachine",
  properties: stateMachineProperties,
  compute({ name, inputs }, account) {
    const machineName = physicalName(name, inputs);
    const arn = arnOf("states", account, `stateMachine:${machineName}`);
    return {
      id: arn,
      arn,
      name: machineName,
      type: inputs.type ?? "STANDARD",
      status: "ACTIVE",
      description: "",
      creationDate: "2026-01-01T00:00:00Z",
      revisionId: stableId(inputs.definition, 12),
      stateMachineVersionArn: inputs.publish ? `${arn}:1` : arn,
      versionDescription: "",
    };
  },
});

/** A task of it waits for a worker. */
const activity = defineResourceType({
  type: "aws:sfn/activity:Activity",
  properties: z.strictObject({
    name: z.string().min(1).max(80).optional(),
    // Nothing is encrypted here.
    encryptionConfiguration: z.looseObject({}).optional(),
    ...tagged,
    region,
  }),
  compute({ name: logicalName, inputs }, account) {
    const name = physicalName(logicalName, inputs);
    const arn = arnOf("states", account, `activity:${name}`);
    return { id: arn, arn, name, creationDate: "2026-01-01T00:00:00Z" };
  },
});

const alias = defineResourceType({
  type: "aws:sfn/alias:Alias",
  properties: aliasProperties,
  compute({ name: logicalName, inputs }) {
    const name = physicalName(logicalName, inputs);
    const arn = `${unqualified(inputs.routingConfigurations[0]!.stateMachineVersionArn)}:${name}`;
    return { id: arn, arn, name, creationDate: "2026-01-01T00:00:00Z" };
  },
});

export const resourceTypes: ResourceType[] = [stateMachine, activity, alias];
