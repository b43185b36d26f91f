import { isSameItemOrNone } from "./compare.ts";
import type { IndexDefinition, TableDefinition } from "./definition.ts";
import { sizeOf } from "./item-size.ts";
import { isInIndex, keyNames, pick } from "./keys.ts";
import type { Item } from "./values.ts";

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
const WRITE_UNIT = 1024;
const READ_UNIT = 4096;

export type Consumption = "INDEXES" | "TOTAL" | "NONE";

export const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / WRITE_UNIT));

export const readUnits = (bytes: number, consistent: boolean | undefined): number =>
  Math.max(1, Math.ceil(bytes / READ_UNIT)) * (consistent ? 1 : 0.5);

/** The attributes of an item that an index has; all of them when undefined. */
export const projectedNames = (
  table: TableDefinition,
  index: IndexDefinition,
): readonly string[] | undefined =>
  index.projection === "ALL"
    ? undefined
    : [...new Set([...keyNames(table.key), ...keyNames(index.key), ...index.included])];

const entryOf = (
  table: TableDefinition,
  index: IndexDefinition,
  item: Item | undefined,
): Item | undefined => {
  if (!item || !isInIndex(index.key, item)) return undefined;
  const names = projectedNames(table, index);
  return names ? pick(item, names) : item;
};

/**
 * What a write takes of an index: an entry that is put, changed or removed, and one that moves is removed and put.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
 */
export const indexUnits = (
  table: TableDefinition,
  index: IndexDefinition,
  old: Item | undefined,
  item: Item | undefined,
): number => {
  const [before, after] = [entryOf(table, index, old), entryOf(table, index, item)];
  if (isSameItemOrNone(before, after)) return 0;
  const units = (entry: Item | undefined) => (entry ? writeUnits(sizeOf(entry)) : 0);
  const names = keyNames(index.key);
  const stays = before && after && isSameItemOrNone(pick(before, names), pick(after, names));
  return stays ? Math.max(units(before), units(after)) : units(before) + units(after);
};

/** What was consumed of a table and its indexes. */
export interface Consumed {
  readonly table: TableDefinition;
  /** Of the table itself. */
  readonly units: number;
  readonly indexes: Readonly<Record<string, number>>;
}

type Units = { CapacityUnits: number };
export interface ConsumedCapacity extends Units {
  TableName: string;
  Table?: Units;
  GlobalSecondaryIndexes?: Record<string, Units>;
  LocalSecondaryIndexes?: Record<string, Units>;
  ReadCapacityUnits?: number;
  WriteCapacityUnits?: number;
}

const ofIndexes = ({ table, indexes }: Consumed, isGlobal: boolean): Record<string, Units> | undefined => {
  const names = table.indexes.filter((index) => index.isGlobal === isGlobal).map(({ name }) => name);
  const entries = Object.entries(indexes).filter(([name, units]) => units > 0 && names.includes(name));
  return entries.length > 0
    ? Object.fromEntries(entries.map(([name, CapacityUnits]) => [name, { CapacityUnits }]))
    : undefined;
};

/** In the form in which the answer has it; undefined when nobody asked. */
export const describeConsumed = (
  asked: Consumption | undefined,
  consumed: Consumed,
): ConsumedCapacity | undefined => {
  if (asked === undefined || asked === "NONE") return undefined;
  const total = Object.values(consumed.indexes).reduce((sum, units) => sum + units, consumed.units);
  const described: ConsumedCapacity = { TableName: consumed.table.name, CapacityUnits: total };
  if (asked === "TOTAL") return described;
  described.Table = { CapacityUnits: consumed.units };
  const [globals, locals] = [ofIndexes(consumed, true), ofIndexes(consumed, false)];
  if (globals) described.GlobalSecondaryIndexes = globals;
  if (locals) described.LocalSecondaryIndexes = locals;
  return described;
};

/** One for each table, however many items of it were consumed. */
export const sumUp = (all: readonly Consumed[]): readonly Consumed[] => {
  const sums = new Map<string, Consumed>();
  for (const each of all) {
    const sum = sums.get(each.table.name);
    const indexes = { ...sum?.indexes };
    for (const [name, units] of Object.entries(each.indexes)) indexes[name] = (indexes[name] ?? 0) + units;
    sums.set(each.table.name, { ...each, units: each.units + (sum?.units ?? 0), indexes });
  }
  return [...sums.values()];
};
