import type { TableProperties } from "./resources.ts";

type Key = { AttributeName: string; KeyType: "HASH" | "RANGE" };

const keySchema = (hashKey: string | undefined, rangeKey: string | undefined): Key[] => [
  ...(hashKey === undefined ? [] : [{ AttributeName: hashKey, KeyType: "HASH" as const }]),
  ...(rangeKey === undefined ? [] : [{ AttributeName: rangeKey, KeyType: "RANGE" as const }]),
];

const projection = (index: { projectionType: string; nonKeyAttributes?: string[] | undefined }) => ({
  ProjectionType: index.projectionType,
  ...(index.nonKeyAttributes && { NonKeyAttributes: index.nonKeyAttributes }),
});

/** Input of CreateTable for the properties of a Pulumi table. */
export const createTableInput = (name: string, table: TableProperties): Record<string, unknown> => {
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
    ...(globals.length > 0 && {
      GlobalSecondaryIndexes: globals.map((index) => ({
        IndexName: index.name,
        KeySchema:
          index.keySchemas?.map((key) => ({ AttributeName: key.attributeName, KeyType: key.keyType })) ??
          keySchema(index.hashKey, index.rangeKey),
        Projection: projection(index),
        ...throughput(index),
      })),
    }),
    ...(locals.length > 0 && {
      LocalSecondaryIndexes: locals.map((index) => ({
        IndexName: index.name,
        KeySchema: keySchema(table.hashKey, index.rangeKey),
        Projection: projection(index),
      })),
    }),
    ...(table.streamEnabled && {
      StreamSpecification: {
        StreamEnabled: true,
        StreamViewType: table.streamViewType || "NEW_AND_OLD_IMAGES",
      },
    }),
    ...(table.deletionProtectionEnabled && { DeletionProtectionEnabled: true }),
  };
};
