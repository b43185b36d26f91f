import type { Table } from "../catalog.ts";
import type { Core } from "../core.ts";
import type { IndexDefinition, TableDefinition } from "../definition.ts";
import { invalid, invalidParameters, notFound } from "../errors.ts";
import type { KeyAttribute } from "../keys.ts";
import { keyNames } from "../keys.ts";
import type { UpdateTableInput } from "../table-requests.ts";
import { attributesOf, checkBilling, indexOf, viewTypeOf } from "./create-table.ts";
import { describeTable } from "./describe-table.ts";

type IndexUpdate = NonNullable<UpdateTableInput["GlobalSecondaryIndexUpdates"]>[number];

const find = (table: Table, indexes: readonly IndexDefinition[], name: string): IndexDefinition => {
  const found = indexes.find((index) => index.isGlobal && index.name === name);
  if (found) return found;
  throw notFound(`Requested resource not found: Table: ${table.name} does not have Index: ${name}`);
};

const changeIndex = (
  table: Table,
  attributes: readonly KeyAttribute[],
  indexes: readonly IndexDefinition[],
  { Create, Update, Delete }: IndexUpdate,
): readonly IndexDefinition[] => {
  if (Create) {
    if (indexes.some(({ name }) => name === Create.IndexName))
      throw invalidParameters(`Duplicate index name: ${Create.IndexName}`);
    const number = Math.max(-1, ...table.indexes.map((index) => index.number)) + 1;
    return [...indexes, indexOf(Create, attributes, { isGlobal: true, number })];
  }
  if (Update) {
    const changed = find(table, indexes, Update.IndexName);
    return indexes.map((index) =>
      index === changed ? { ...index, throughput: Update.ProvisionedThroughput } : index,
    );
  }
  if (!Delete) throw invalidParameters("One of GlobalSecondaryIndexUpdate must not be null");
  const gone = find(table, indexes, Delete.IndexName);
  return indexes.filter((index) => index !== gone);
};

const billingChange = (table: Table, { BillingMode, ProvisionedThroughput }: UpdateTableInput) => {
  if (BillingMode === undefined && ProvisionedThroughput === undefined) return {};
  const mode = BillingMode ?? (table.isOnDemand ? "PAY_PER_REQUEST" : "PROVISIONED");
  checkBilling(mode, ProvisionedThroughput);
  const [now, asked] = [table.throughput, ProvisionedThroughput];
  if (
    now &&
    asked?.ReadCapacityUnits === now.ReadCapacityUnits &&
    asked.WriteCapacityUnits === now.WriteCapacityUnits
  )
    throw invalid(
      `The provisioned throughput for the table will not change. The requested value equals the current value. Current ReadCapacityUnits provisioned for the table: ${now.ReadCapacityUnits}. Requested ReadCapacityUnits: ${asked.ReadCapacityUnits}. Current WriteCapacityUnits provisioned for the table: ${now.WriteCapacityUnits}. Requested WriteCapacityUnits: ${asked.WriteCapacityUnits}. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.`,
    );
  return { isOnDemand: mode === "PAY_PER_REQUEST", throughput: asked };
};

const streamChange = (
  table: Table,
  specification: UpdateTableInput["StreamSpecification"],
): Pick<TableDefinition, "stream"> | undefined => {
  if (!specification) return undefined;
  const stream = viewTypeOf(specification);
  if (stream && table.stream) throw invalid(`Table already has an enabled stream: TableName: ${table.name}`);
  if (!stream && !table.stream)
    throw invalid(`Table is already configured with a disabled stream: TableName: ${table.name}`);
  return { stream };
};

export const updateTable = (core: Core, input: UpdateTableInput) => {
  const table = core.table(input.TableName);
  const given = attributesOf(input.AttributeDefinitions ?? []);
  const known = table.attributes.filter(({ name }) => !given.some((each) => each.name === name));
  const all = [...known, ...given];
  const indexes = (input.GlobalSecondaryIndexUpdates ?? []).reduce<readonly IndexDefinition[]>(
    (changed, update) => changeIndex(table, all, changed, update),
    table.indexes,
  );
  const used = new Set([table.key, ...indexes.map(({ key }) => key)].flatMap(keyNames));
  const change: Partial<TableDefinition> = {
    ...billingChange(table, input),
    ...streamChange(table, input.StreamSpecification),
    ...(input.DeletionProtectionEnabled !== undefined && { isProtected: input.DeletionProtectionEnabled }),
    ...(input.TableClass && { storageClass: input.TableClass }),
    attributes: all.filter(({ name }) => used.has(name)),
    indexes,
  };
  const changed = core.transaction({ causes: [] }, () => {
    if (!table.stream && change.stream) core.log.drop(table.number);
    return core.catalog.change(table, change);
  });
  return { TableDescription: describeTable(core, changed, "UPDATING") };
};
