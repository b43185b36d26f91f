import type { TableProperties } from "./resources.ts";

type Key = { AttributeName: string; KeyType: "HASH" | "RANGE" };

const keySchema = (hashKey: string | undefined, rangeKey: string | undefined): Key[] => [
  ...(hashKey === undefined ? [] : [{ AttributeName: hashKey, KeyType: "HASH" as const }]),
  ...(rangeKey === undefined ? [] : [{ AttributeName: rangeKey, KeyType: "RANGE" as const }]),
];

const projection = (index: { projectionType: string; nonKeyAttributes?: string[] | undefined }) => ({
  ProjectionType: index.projectionType,
  NonKeyAttributes: index.nonKeyAttributes,
});

/** A list of the database's input, which must not be there when empty. */
const listOf = <Item, Entry>(items: readonly Item[], entryOf: (item: Item) => Entry): Entry[] | undefined =>
  items.length > 0 ? items.map(entryOf) : undefined;

/** Input of CreateTable for the properties of a Pulumi table. */
export const createTableInput = (
  name: string,
  table: TableProperties,
): Record<string, unknown> & { TableName: string } => {
  const provisioned = table.billingMode !== "PAY_PER_REQUEST";
  const throughput = (of: { readCapacity?: number | undefined; writeCapacity?: number | undefined }) =>
    provisioned && {
      ProvisionedThroughput: {
        ReadCapacityUnits: of.readCapacity ?? 1,
        WriteCapacityUnits: of.writeCapacity ?? 1,
      },
    };
  const { globalSecondaryIndexes: globals = [], localSecondaryIndexes: locals = [] } = table;
  return {
    TableName: name,
    AttributeDefinitions: table.attributes.map((attribute) => ({
      AttributeName: attribute.name,
      AttributeType: attribute.type,
    })),
    KeySchema: keySchema(table.hashKey, table.rangeKey),
    BillingMode: provisioned ? "PROVISIONED" : "PAY_PER_REQUEST",
    ...throughput(table),
    GlobalSecondaryIndexes: listOf(globals, (index) => ({
      IndexName: index.name,
      KeySchema:
        index.keySchemas?.map((key) => ({ AttributeName: key.attributeName, KeyType: key.keyType })) ??
        keySchema(index.hashKey, index.rangeKey),
      Projection: projection(index),
      ...throughput(index),
    })),
    LocalSecondaryIndexes: listOf(locals, (index) => ({
      IndexName: index.name,
      KeySchema: keySchema(table.hashKey, index.rangeKey),
      Projection: projection(index),
    })),
    StreamSpecification: table.streamEnabled
      ? { StreamEnabled: true, StreamViewType: table.streamViewType || "NEW_AND_OLD_IMAGES" }
      : undefined,
    DeletionProtectionEnabled: table.deletionProtectionEnabled || undefined,
  };
};
