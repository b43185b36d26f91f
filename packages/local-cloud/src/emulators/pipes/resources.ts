import { z } from "zod";
import { arnOf } from "../../core/arn.ts";
import {
  type Account,
  defineResourceType,
  physicalName,
  type ResourceType,
  region,
  tagged,
} from "../../core/resource-type.ts";

const invocationType = z.enum(["FIRE_AND_FORGET", "REQUEST_RESPONSE"]);
const batchSize = z.number().int().min(1).max(10_000).optional();
const windowSeconds = z.number().int().min(0).max(300).optional();

const ofStream = {
  batchSize,
  maximumBatchingWindowInSeconds: windowSeconds,
  maximumRecordAgeInSeconds: z.number().int().min(-1).max(604_800).optional(),
  maximumRetryAttempts: z.number().int().min(-1).max(10_000).optional(),
  onPartialBatchItemFailure: z.literal("AUTOMATIC_BISECT").optional(),
  parallelizationFactor: z.number().int().min(1).max(10).optional(),
  deadLetterConfig: z.strictObject({ arn: z.string().optional() }).optional(),
};

const sourceParameters = z.strictObject({
  filterCriteria: z
    .strictObject({ filters: z.array(z.strictObject({ pattern: z.string() })).optional() })
    .optional(),
  sqsQueueParameters: z.strictObject({ batchSize, maximumBatchingWindowInSeconds: windowSeconds }).optional(),
  dynamodbStreamParameters: z
    .strictObject({ startingPosition: z.enum(["TRIM_HORIZON", "LATEST"]), ...ofStream })
    .optional(),
  kinesisStreamParameters: z
    .strictObject({
      startingPosition: z.enum(["TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"]),
      startingPositionTimestamp: z.string().optional(),
      ...ofStream,
    })
    .optional(),
});

const targetParameters = z.strictObject({
  inputTemplate: z.string().optional(),
  stepFunctionStateMachineParameters: z.strictObject({ invocationType }).optional(),
  lambdaFunctionParameters: z.strictObject({ invocationType }).optional(),
  sqsQueueParameters: z
    .strictObject({ messageGroupId: z.string().optional(), messageDeduplicationId: z.string().optional() })
    .optional(),
  kinesisStreamParameters: z.strictObject({ partitionKey: z.string().min(1).max(256) }).optional(),
  eventbridgeEventBusParameters: z
    .strictObject({
      source: z.string().optional(),
      detailType: z.string().optional(),
      resources: z.array(z.string()).optional(),
      time: z.string().optional(),
    })
    .optional(),
});

export const pipe = z.strictObject({
  region,
  name: z.string().optional(),
  namePrefix: z.string().optional(),
  description: z.string().optional(),
  desiredState: z.enum(["RUNNING", "STOPPED"]).optional(),
  roleArn: z.string(),
  source: z.string(),
  sourceParameters: sourceParameters.optional(),
  enrichment: z.string().optional(),
  enrichmentParameters: z.strictObject({ inputTemplate: z.string().optional() }).optional(),
  target: z.string(),
  targetParameters: targetParameters.optional(),
  // Nothing is encrypted here, and the journal has what a log would have.
  kmsKeyIdentifier: z.string().optional(),
  logConfiguration: z.looseObject({}).optional(),
  ...tagged,
});

export type PipeProperties = z.output<typeof pipe>;

export const pipeArn = (account: Account, name: string): string => arnOf("pipes", account, `pipe/${name}`);

export const resourceTypes: ResourceType[] = [
  defineResourceType({
    type: "aws:pipes/pipe:Pipe",
    properties: pipe,
    compute: ({ name: logical, inputs }, account) => {
      const name = physicalName(logical, inputs);
      return {
        id: name,
        name,
        arn: pipeArn(account, name),
        desiredState: inputs.desiredState ?? "RUNNING",
        tagsAll: inputs.tags ?? {},
      };
    },
  }),
];
