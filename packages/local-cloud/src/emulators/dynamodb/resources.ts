import { z } from "zod";
import { arnOf } from "../../core/arn.ts";
import {
  type Account,
  defineResourceType,
  type ResourceType,
  region,
  stableId,
  tagged,
} from "../../core/resource-type.ts";

/** Label of every stream: the synthesized graph must not depend on when a table is created. */
export const STREAM_LABEL = "2026-01-01T00:00:00.000";

export const tableArn = (name: string, account: Account): string =>
  arnOf("dynamodb", account, `table/${name}`);

export const streamArn = (table: string, account: Account): string =>
  `${tableArn(table, account)}/stream/${STREAM_LABEL}`;

const throughput = z.number().int().min(0).optional();
const projection = {
  projectionType: z.enum(["ALL", "INCLUDE", "KEYS_ONLY"]),
  nonKeyAttributes: z.array(z.string()).optional(),
};
const onDemandThroughput = z
  .strictObject({ maxReadRequestUnits: throughput, maxWriteRequestUnits: throughput })
  .optional();

export const tableProperties = z.strictObject({
  name: z.string().optional(),
  attributes: z.array(z.strictObject({ name: z.string(), type: z.enum(["S", "N", "B"]) })),
  hashKey: z.string(),
  rangeKey: z.string().optional(),
  billingMode: z.enum(["PAY_PER_REQUEST", "PROVISIONED"]).optional(),
  readCapacity: throughput,
  writeCapacity: throughput,
  globalSecondaryIndexes: z
    .array(
      z.strictObject({
        name: z.string(),
        hashKey: z.string().optional(),
        rangeKey: z.string().optional(),
        keySchemas: z
          .array(z.strictObject({ attributeName: z.string(), keyType: z.enum(["HASH", "RANGE"]) }))
          .optional(),
        ...projection,
        readCapacity: throughput,
        writeCapacity: throughput,
        onDemandThroughput,
      }),
    )
    .optional(),
  localSecondaryIndexes: z
    .array(z.strictObject({ name: z.string(), rangeKey: z.string(), ...projection }))
    .optional(),
  streamEnabled: z.boolean().optional(),
  streamViewType: z.enum(["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", ""]).optional(),
  ttl: z.strictObject({ attributeName: z.string().optional(), enabled: z.boolean().optional() }).optional(),
  deletionProtectionEnabled: z.boolean().optional(),
  pointInTimeRecovery: z
    .strictObject({ enabled: z.boolean(), recoveryPeriodInDays: z.number().optional() })
    .optional(),
  region,
  ...tagged,
  // Limits, storage class, and encryption show in no answer an application depends on.
  onDemandThroughput,
  tableClass: z.enum(["STANDARD", "STANDARD_INFREQUENT_ACCESS"]).optional(),
  serverSideEncryption: z.strictObject({ enabled: z.boolean(), kmsKeyArn: z.string().optional() }).optional(),
});
export type TableProperties = z.output<typeof tableProperties>;

export const tableItemProperties = z.strictObject({
  tableName: z.string(),
  hashKey: z.string(),
  rangeKey: z.string().optional(),
  item: z.string(),
  region,
});

export const resourcePolicyProperties = z.strictObject({
  resourceArn: z.string(),
  policy: z.union([z.string(), z.record(z.string(), z.unknown())]),
  confirmRemoveSelfResourceAccess: z.boolean().optional(),
  region,
});

export const resourceTypes: ResourceType[] = [
  defineResourceType({
    type: "aws:dynamodb/table:Table",
    properties: tableProperties,
    compute: ({ name: logicalName, inputs }, account) => {
      const name = inputs.name ?? `${logicalName}-${stableId(logicalName, 7)}`;
      const arn = tableArn(name, account);
      return {
        id: name,
        name,
        arn,
        billingMode: inputs.billingMode ?? "PROVISIONED",
        tableClass: inputs.tableClass ?? "STANDARD",
        streamEnabled: inputs.streamEnabled ?? false,
        streamArn: inputs.streamEnabled ? streamArn(name, account) : "",
        streamLabel: inputs.streamEnabled ? STREAM_LABEL : "",
      };
    },
  }),
  defineResourceType({
    type: "aws:dynamodb/tableItem:TableItem",
    properties: tableItemProperties,
    compute: ({ inputs }) => {
      const item = JSON.parse(inputs.item) as Record<string, Record<string, string>>;
      const keys = [inputs.hashKey, inputs.rangeKey].flatMap((key) =>
        key === undefined ? [] : Object.values(item[key] ?? {}),
      );
      return { id: [inputs.tableName, inputs.hashKey, ...keys].join("|") };
    },
  }),
  defineResourceType({
    type: "aws:dynamodb/resourcePolicy:ResourcePolicy",
    properties: resourcePolicyProperties,
    compute: ({ inputs }) => ({ id: inputs.resourceArn, revisionId: stableId(JSON.stringify(inputs), 13) }),
  }),
  defineResourceType({
    type: "aws:dynamodb/kinesisStreamingDestination:KinesisStreamingDestination",
    properties: z.looseObject({}),
    compute: () => ({}),
    inert: "it is refused at the start",
    refuses: () =>
      "the local cloud does not copy a table's changes into a Kinesis stream; read the table's own stream (streamEnabled), by a function or by a pipe whose target is the Kinesis stream",
  }),
];
