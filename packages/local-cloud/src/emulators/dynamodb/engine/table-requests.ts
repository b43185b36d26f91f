import { z } from "zod";
import { atLeast, atMost, oneOf, whole } from "../../constraints.ts";
import { indexName, newTableName, tableName } from "./inputs.ts";

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html

const attributeName = z.string().min(1, atLeast(1)).max(255, atMost(255));
const attributeDefinitions = z.array(
  z.strictObject({ AttributeName: attributeName, AttributeType: oneOf(["B", "N", "S"]) }),
);
const keySchemaOf = (most: number) =>
  z
    .array(z.strictObject({ AttributeName: attributeName, KeyType: oneOf(["HASH", "RANGE"]) }))
    .min(1, atLeast(1))
    .max(most, atMost(most));
const keySchema = keySchemaOf(2);
export type KeySchemaInput = z.output<typeof keySchema>;

const throughput = z.strictObject({ ReadCapacityUnits: whole(1), WriteCapacityUnits: whole(1) });
const projection = z.strictObject({
  ProjectionType: oneOf(["ALL", "INCLUDE", "KEYS_ONLY"]).optional(),
  NonKeyAttributes: z.array(attributeName).min(1, atLeast(1)).max(20, atMost(20)).optional(),
});
// Limits and warmth show in no answer an application depends on.
const ignored = {
  OnDemandThroughput: z.looseObject({}).optional(),
  WarmThroughput: z.looseObject({}).optional(),
};

const localIndex = z.strictObject({ IndexName: indexName, KeySchema: keySchema, Projection: projection });
const globalIndex = localIndex.extend({
  KeySchema: keySchemaOf(8),
  ProvisionedThroughput: throughput.optional(),
  ...ignored,
});
export type IndexInput = z.output<typeof globalIndex>;

const billingMode = oneOf(["PROVISIONED", "PAY_PER_REQUEST"]);
const streamSpecification = z.strictObject({
  StreamEnabled: z.boolean(),
  StreamViewType: oneOf(["NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "KEYS_ONLY"]).optional(),
});
export const tags = z.array(
  z.strictObject({
    Key: z.string().min(1, atLeast(1)).max(128, atMost(128)),
    Value: z.string().max(256, atMost(256)),
  }),
);
const settings = {
  BillingMode: billingMode.optional(),
  ProvisionedThroughput: throughput.optional(),
  StreamSpecification: streamSpecification.optional(),
  DeletionProtectionEnabled: z.boolean().optional(),
  TableClass: oneOf(["STANDARD", "STANDARD_INFREQUENT_ACCESS"]).optional(),
  // Encryption shows in no answer an application depends on.
  SSESpecification: z.looseObject({}).optional(),
  ...ignored,
};

export const createTable = z.strictObject({
  TableName: newTableName,
  AttributeDefinitions: attributeDefinitions,
  KeySchema: keySchema,
  LocalSecondaryIndexes: z.array(localIndex).optional(),
  GlobalSecondaryIndexes: z.array(globalIndex).optional(),
  Tags: tags.optional(),
  ...settings,
});
export type CreateTableInput = z.output<typeof createTable>;

const indexUpdate = z.strictObject({
  Create: globalIndex.optional(),
  Update: z
    .strictObject({ IndexName: indexName, ProvisionedThroughput: throughput.optional(), ...ignored })
    .optional(),
  Delete: z.strictObject({ IndexName: indexName }).optional(),
});
export const updateTable = z.strictObject({
  TableName: tableName,
  AttributeDefinitions: attributeDefinitions.optional(),
  GlobalSecondaryIndexUpdates: z.array(indexUpdate).optional(),
  ...settings,
});
export type UpdateTableInput = z.output<typeof updateTable>;

export const named = z.strictObject({ TableName: tableName });
export const listTables = z.strictObject({
  ExclusiveStartTableName: newTableName.optional(),
  Limit: whole(1, 100).optional(),
});

const timeToLive = z.strictObject({
  AttributeName: attributeName,
  Enabled: z.boolean(),
});
export const updateTimeToLive = named.extend({ TimeToLiveSpecification: timeToLive });

export const updateContinuousBackups = named.extend({
  PointInTimeRecoverySpecification: z.strictObject({
    PointInTimeRecoveryEnabled: z.boolean(),
    RecoveryPeriodInDays: whole(1, 35).optional(),
  }),
});

const ofResource = z.strictObject({ ResourceArn: z.string().min(1, atLeast(1)).max(1283, atMost(1283)) });
export const tagResource = ofResource.extend({ Tags: tags });
export const untagResource = ofResource.extend({ TagKeys: z.array(z.string()) });
export const listTagsOfResource = ofResource.extend({ NextToken: z.string().optional() });
