import type { Table } from "./engine/catalog.ts";
import type { IndexDefinition } from "./engine/definition.ts";
import type { KeySchema } from "./engine/keys.ts";

/** What CreateTable would get. */
interface Wanted {
  readonly TableName: string;
  readonly AttributeDefinitions: readonly { AttributeName: string; AttributeType: string }[];
  readonly KeySchema: readonly { AttributeName: string; KeyType: "HASH" | "RANGE" }[];
  readonly BillingMode: string;
  readonly ProvisionedThroughput?: { ReadCapacityUnits: number; WriteCapacityUnits: number };
  readonly GlobalSecondaryIndexes?: readonly WantedIndex[];
  readonly LocalSecondaryIndexes?: readonly WantedIndex[];
  readonly StreamSpecification?: { StreamEnabled: boolean; StreamViewType?: string };
  readonly DeletionProtectionEnabled?: boolean;
}
interface WantedIndex {
  readonly IndexName: string;
  readonly KeySchema: Wanted["KeySchema"];
  readonly Projection: { ProjectionType: string; NonKeyAttributes?: readonly string[] };
}

/** A key as text, to compare: `HASH pk:S,RANGE sk:N`. */
const keyText = (key: Wanted["KeySchema"], { AttributeDefinitions }: Wanted): string =>
  key
    .map(({ AttributeName: name, KeyType }) => {
      const type = AttributeDefinitions.find(({ AttributeName }) => AttributeName === name)?.AttributeType;
      return `${KeyType} ${name}:${type}`;
    })
    .join();
const ownKeyText = ({ hash, range }: KeySchema): string =>
  [
    ...hash.map(({ name, type }) => `HASH ${name}:${type}`),
    ...range.map(({ name, type }) => `RANGE ${name}:${type}`),
  ].join();

const indexText = (index: WantedIndex, wanted: Wanted): string =>
  [
    index.IndexName,
    keyText(index.KeySchema, wanted),
    index.Projection.ProjectionType,
    ...(index.Projection.NonKeyAttributes ?? []).toSorted(),
  ].join(" ");
const ownIndexText = ({ name, key, projection, included }: IndexDefinition): string =>
  [name, ownKeyText(key), projection, ...included.toSorted()].join(" ");

/**
 * The calls of UpdateTable that make a table of an earlier run what the config says now; undefined where it cannot become
 * that: its own key, or that of a local index, is another.
 */
export const changesOf = (table: Table, given: Record<string, unknown>): object[] | undefined => {
  const wanted = given as unknown as Wanted;
  const locals = table.indexes.filter(({ isGlobal }) => !isGlobal).map(ownIndexText);
  const wantedLocals = (wanted.LocalSecondaryIndexes ?? []).map((index) => indexText(index, wanted));
  const isSameKey = ownKeyText(table.key) === keyText(wanted.KeySchema, wanted);
  if (!isSameKey || locals.toSorted().join() !== wantedLocals.toSorted().join()) return undefined;

  const { TableName, AttributeDefinitions } = wanted;
  const globals = table.indexes.filter(({ isGlobal }) => isGlobal);
  const wantedGlobals = wanted.GlobalSecondaryIndexes ?? [];
  const gone = globals.filter(
    (index) => !wantedGlobals.some((each) => indexText(each, wanted) === ownIndexText(index)),
  );
  const come = wantedGlobals.filter(
    (index) => !globals.some((each) => ownIndexText(each) === indexText(index, wanted)),
  );
  const viewType = wanted.StreamSpecification?.StreamViewType;
  const isOnDemand = wanted.BillingMode === "PAY_PER_REQUEST";
  const throughput = wanted.ProvisionedThroughput;
  const hasOtherCapacity =
    isOnDemand !== table.isOnDemand ||
    throughput?.ReadCapacityUnits !== table.throughput?.ReadCapacityUnits ||
    throughput?.WriteCapacityUnits !== table.throughput?.WriteCapacityUnits;
  const isProtected = wanted.DeletionProtectionEnabled ?? false;
  return [
    ...gone.map(({ name }) => ({ GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: name } }] })),
    ...(hasOtherCapacity
      ? [{ BillingMode: wanted.BillingMode, ...(throughput && { ProvisionedThroughput: throughput }) }]
      : []),
    ...come.map((Create) => ({ AttributeDefinitions, GlobalSecondaryIndexUpdates: [{ Create }] })),
    ...(table.stream && table.stream !== viewType ? [{ StreamSpecification: { StreamEnabled: false } }] : []),
    ...(viewType && table.stream !== viewType ? [{ StreamSpecification: wanted.StreamSpecification }] : []),
    ...(isProtected === table.isProtected ? [] : [{ DeletionProtectionEnabled: isProtected }]),
  ].map((change) => ({ TableName, ...change }));
};
