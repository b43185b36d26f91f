import { randomUUID } from "node:crypto";
import { AwsError } from "../../../../core/aws-error.ts";
import { isRecord } from "../../../../core/values.ts";
import type { Core } from "../core.ts";
import type { IndexDefinition, TableDefinition, Throughput, ViewType } from "../definition.ts";
import { invalid, invalidParameters } from "../errors.ts";
import { type KeyAttribute, type KeySchema, keyNames } from "../keys.ts";
import type { CreateTableInput, IndexInput, KeySchemaInput } from "../table-requests.ts";
import { describeTable } from "./describe-table.ts";

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
const MOST_LOCAL = 5;
const MOST_GLOBAL = 20;

const MOST_OF_TYPE = 4;

const checkOrder = (elements: KeySchemaInput, partition: number): void => {
  if (elements.slice(0, partition).some(({ KeyType }) => KeyType !== "HASH"))
    throw invalid(
      "Invalid KeySchema: A KeySchemaElement of the HASH key type is behind one of the RANGE key type",
    );
};

export const keySchemaOf = (
  elements: KeySchemaInput,
  attributes: readonly KeyAttribute[],
  isGlobalIndex = false,
): KeySchema => {
  const [first, second] = elements;
  const names = elements.map(({ AttributeName }) => AttributeName);
  const defined = attributes.map(({ name }) => name);
  if (names.length > defined.length)
    throw invalid("Invalid KeySchema: Some index key attribute have no definition");
  if (names.some((name) => !defined.includes(name)))
    throw invalidParameters(
      `Some index key attributes are not defined in AttributeDefinitions. Keys: [${names.join(", ")}], AttributeDefinitions: [${defined.join(", ")}]`,
    );
  if (new Set(names).size < names.length)
    throw invalid("Both the Hash Key and the Range Key element in the KeySchema have the same name");
  if (first!.KeyType !== "HASH")
    throw invalid("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  if (second && second.KeyType !== "RANGE" && !isGlobalIndex)
    throw invalid("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
  const ofType = (type: string) =>
    elements.flatMap(({ AttributeName, KeyType }) =>
      KeyType === type ? [attributes.find(({ name }) => name === AttributeName)!] : [],
    );
  const [hash, range] = [ofType("HASH"), ofType("RANGE")];
  checkOrder(elements, hash.length);
  for (const [type, part] of Object.entries({ HASH: hash, RANGE: range }))
    if (part.length > MOST_OF_TYPE)
      throw invalid(
        `Invalid KeySchema: There are ${part.length} KeySchemaElements of the ${type} key type, and an index has at most ${MOST_OF_TYPE}`,
      );
  return { hash, range };
};

export const indexOf = (
  { IndexName, KeySchema: elements, Projection, ProvisionedThroughput }: IndexInput,
  attributes: readonly KeyAttribute[],
  place: Pick<IndexDefinition, "isGlobal" | "number">,
): IndexDefinition => {
  const { ProjectionType: projection, NonKeyAttributes: included } = Projection;
  const key = keySchemaOf(elements, attributes, place.isGlobal);
  if (!projection) throw invalidParameters("Unknown ProjectionType: null");
  if (included && projection !== "INCLUDE")
    throw invalidParameters(`ProjectionType is ${projection}, but NonKeyAttributes is specified`);
  if (!included && projection === "INCLUDE")
    throw invalidParameters("ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
  return {
    ...place,
    name: IndexName,
    key,
    projection,
    included: included ?? [],
    throughput: ProvisionedThroughput,
  };
};

const checkLocal = (index: IndexDefinition, table: KeySchema) => {
  if (index.key.range.length === 0)
    throw invalidParameters(`Index KeySchema does not have a range key for index: ${index.name}`);
  const [own, ofTable] = [index.key.hash[0]!.name, table.hash[0]!.name];
  if (own !== ofTable)
    throw invalidParameters(
      `Index KeySchema does not have the same leading hash key as table KeySchema for index: ${index.name}. index hash key: ${own}, table hash key: ${ofTable}`,
    );
};

const indexesOf = (input: CreateTableInput, attributes: readonly KeyAttribute[], key: KeySchema) => {
  const { LocalSecondaryIndexes: locals, GlobalSecondaryIndexes: globals } = input;
  if (locals?.length === 0) throw invalidParameters("List of LocalSecondaryIndexes is empty");
  if (globals?.length === 0) throw invalidParameters("List of GlobalSecondaryIndexes is empty");
  if (locals && key.range.length === 0)
    throw invalidParameters(
      "Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex",
    );
  const all = [
    ...(globals ?? []).map((index) => ({ index, isGlobal: true })),
    ...(locals ?? []).map((index) => ({ index, isGlobal: false })),
  ];
  const names = new Set<string>();
  const indexes = all.map(({ index, isGlobal }, number) => {
    const made = indexOf(index, attributes, { isGlobal, number });
    if (!isGlobal) checkLocal(made, key);
    if (isGlobal && input.BillingMode === "PAY_PER_REQUEST" && made.throughput)
      throw invalidParameters(
        `ProvisionedThroughput should not be specified for index: ${made.name} when BillingMode is PAY_PER_REQUEST`,
      );
    if (names.has(made.name)) throw invalidParameters(`Duplicate index name: ${made.name}`);
    names.add(made.name);
    return made;
  });
  if (locals && locals.length > MOST_LOCAL)
    throw invalidParameters(`Number of LocalSecondaryIndexes exceeds per-table limit of ${MOST_LOCAL}`);
  if (globals && globals.length > MOST_GLOBAL)
    throw invalidParameters(`GlobalSecondaryIndex count exceeds the per-table limit of ${MOST_GLOBAL}`);
  return indexes;
};

/** Each attribute that is defined is part of some key. */
export const checkAllUsed = ({
  attributes,
  key,
  indexes,
}: Pick<TableDefinition, "attributes" | "key" | "indexes">) => {
  const used = new Set([key, ...indexes.map((index) => index.key)].flatMap(keyNames));
  if (attributes.every(({ name }) => used.has(name))) return;
  if (indexes.length === 0)
    throw invalidParameters(
      "Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions",
    );
  throw invalidParameters(
    `Some AttributeDefinitions are not used. AttributeDefinitions: [${attributes.map(({ name }) => name).join(", ")}], keys used: [${[...used].join(", ")}]`,
  );
};

export const checkBilling = (mode: string | undefined, throughput: Throughput | undefined): void => {
  if (mode === "PAY_PER_REQUEST" && throughput)
    throw invalidParameters(
      "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
    );
  if (mode !== "PAY_PER_REQUEST" && !throughput)
    throw invalidParameters(
      "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
    );
};

export const viewTypeOf = ({
  StreamEnabled,
  StreamViewType,
}: NonNullable<CreateTableInput["StreamSpecification"]>): ViewType | undefined => {
  if (StreamEnabled && !StreamViewType)
    throw invalidParameters("StreamViewType is required when StreamEnabled is true");
  if (!StreamEnabled && StreamViewType)
    throw invalidParameters("StreamViewType can only be specified when StreamEnabled is true");
  return StreamViewType;
};

export const attributesOf = (
  definitions: CreateTableInput["AttributeDefinitions"],
): readonly KeyAttribute[] => {
  const attributes = definitions.map(({ AttributeName: name, AttributeType: type }) => ({ name, type }));
  const twice = attributes.find(
    ({ name }, place) => attributes.findIndex((each) => each.name === name) < place,
  );
  if (twice) throw invalidParameters(`Duplicate AttributeName in AttributeDefinitions: ${twice.name}`);
  return attributes;
};

/** CreateTable has a message of its own, before all others. */
export const checkNamed = (input: unknown): void => {
  if (isRecord(input) && (input.TableName === undefined || input.TableName === null))
    throw invalid("The parameter 'TableName' is required but was not present in the request");
};

export const createTable = (core: Core, input: CreateTableInput) => {
  checkBilling(input.BillingMode, input.ProvisionedThroughput);
  const attributes = attributesOf(input.AttributeDefinitions);
  const key = keySchemaOf(input.KeySchema, attributes);
  const indexes = indexesOf(input, attributes, key);
  checkAllUsed({ attributes, key, indexes });
  const stream = input.StreamSpecification && viewTypeOf(input.StreamSpecification);
  if (core.catalog.get(input.TableName))
    throw new AwsError("ResourceInUseException", `Table already exists: ${input.TableName}`);
  const table = core.transaction({ causes: [] }, () =>
    core.catalog.create({
      name: input.TableName,
      id: randomUUID(),
      createdAt: core.now(),
      attributes,
      key,
      indexes,
      isOnDemand: input.BillingMode === "PAY_PER_REQUEST",
      throughput: input.ProvisionedThroughput,
      stream,
      tags: Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key, Value])),
      isProtected: input.DeletionProtectionEnabled ?? false,
      storageClass: input.TableClass,
    }),
  );
  return { TableDescription: describeTable(core, table, "CREATING") };
};
