import { STREAM_LABEL, streamArn, tableArn } from "../../resources.ts";
import type { Table } from "../catalog.ts";
import type { Core } from "../core.ts";
import type { IndexDefinition, Throughput } from "../definition.ts";
import type { KeySchema } from "../keys.ts";

const describeKey = ({ hash, range }: KeySchema) => [
  ...hash.map(({ name }) => ({ AttributeName: name, KeyType: "HASH" })),
  ...range.map(({ name }) => ({ AttributeName: name, KeyType: "RANGE" })),
];

const describeThroughput = ({ ReadCapacityUnits, WriteCapacityUnits }: Throughput) => ({
  NumberOfDecreasesToday: 0,
  ReadCapacityUnits,
  WriteCapacityUnits,
});
const ON_DEMAND = { ReadCapacityUnits: 0, WriteCapacityUnits: 0 };

type Status = "ACTIVE" | "CREATING" | "UPDATING" | "DELETING";

/** A table as the API describes it. `status` is that of an answer to what changes it: it has changed when that arrives. */
export const describeTable = (core: Core, table: Table, status: Status = "ACTIVE") => {
  const arn = tableArn(table.name, core.account);
  const { items, bytes } = table.items.totals();
  const describeIndex = (index: IndexDefinition) => ({
    IndexName: index.name,
    IndexArn: `${arn}/index/${index.name}`,
    KeySchema: describeKey(index.key),
    Projection: {
      ProjectionType: index.projection,
      ...(index.included.length > 0 && { NonKeyAttributes: index.included }),
    },
    ItemCount: table.items.entries(index),
    IndexSizeBytes: bytes,
    ...(index.isGlobal && {
      IndexStatus: status === "CREATING" ? "CREATING" : "ACTIVE",
      ProvisionedThroughput: describeThroughput(index.throughput ?? ON_DEMAND),
    }),
  });
  const ofKind = (isGlobal: boolean) =>
    table.indexes.filter((index) => index.isGlobal === isGlobal).map(describeIndex);
  const [globals, locals] = [ofKind(true), ofKind(false)];
  return {
    TableName: table.name,
    TableArn: arn,
    TableId: table.id,
    TableStatus: status,
    CreationDateTime: table.createdAt / 1000,
    AttributeDefinitions: table.attributes.map(({ name, type }) => ({
      AttributeName: name,
      AttributeType: type,
    })),
    KeySchema: describeKey(table.key),
    ItemCount: items,
    TableSizeBytes: bytes,
    ProvisionedThroughput: describeThroughput(table.throughput ?? ON_DEMAND),
    ...(table.isOnDemand && { BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" } }),
    ...(globals.length > 0 && { GlobalSecondaryIndexes: globals }),
    ...(locals.length > 0 && { LocalSecondaryIndexes: locals }),
    ...(table.stream && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: table.stream },
      LatestStreamArn: streamArn(table.name, core.account),
      LatestStreamLabel: STREAM_LABEL,
    }),
    ...(table.storageClass && { TableClassSummary: { TableClass: table.storageClass } }),
    DeletionProtectionEnabled: table.isProtected,
  };
};
