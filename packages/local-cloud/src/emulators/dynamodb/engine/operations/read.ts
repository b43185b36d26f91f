import { projectedNames } from "../capacity.ts";
import type { Table } from "../catalog.ts";
import type { IndexDefinition } from "../definition.ts";
import { invalid, invalidParameters } from "../errors.ts";
import { bindCondition, bindProjection } from "../expressions/bind.ts";
import type { Condition } from "../expressions/conditions.ts";
import { holds } from "../expressions/evaluate.ts";
import { checkKeyPaths, pathsOfCondition } from "../expressions/key-paths.ts";
import type { Path } from "../expressions/paths.ts";
import { createProjection } from "../expressions/projection.ts";
import type { Scope } from "../expressions/scope.ts";
import type { QueryInput } from "../inputs.ts";
import type { StoredItem } from "../item-store.ts";
import { type KeySchema, keyAttributes, keyNames, pick } from "../keys.ts";
import { filterOf, pathsOf } from "../legacy.ts";
import { type AttributeValue, attributeOf, type Item } from "../values.ts";

export type ReadInput = Omit<
  QueryInput,
  "Limit" | "KeyConditionExpression" | "KeyConditions" | "QueryFilter" | "ScanIndexForward"
>;
type LegacyFilter = QueryInput["QueryFilter"];

/** What a query or scan reads, and what of it is shown. */
export interface Source {
  readonly table: Table;
  readonly index?: IndexDefinition;
  /** Of the index, when one is read. */
  readonly key: KeySchema;
  /** Attributes that tell a position: of the key, and of the table's. */
  readonly positionNames: readonly string[];
}

export const sourceOf = (table: Table, input: ReadInput): Source => {
  if (input.IndexName === undefined) return { table, key: table.key, positionNames: keyNames(table.key) };
  const index = table.indexes.find(({ name }) => name === input.IndexName);
  if (!index) throw invalid(`The table does not have the specified index: ${input.IndexName}`);
  if (index.isGlobal && input.ConsistentRead)
    throw invalid("Consistent reads are not supported on global secondary indexes");
  return {
    table,
    index,
    key: index.key,
    positionNames: [...new Set([...keyNames(table.key), ...keyNames(index.key)])],
  };
};

export interface Shown {
  readonly filter?: Condition<AttributeValue>;
  readonly paths?: readonly Path[];
  readonly countOnly: boolean;
}

const checkSelect = ({ Select, IndexName, ProjectionExpression, AttributesToGet }: ReadInput) => {
  const asked = ProjectionExpression === undefined ? "AttributesToGet" : "ProjectionExpression";
  const some = ProjectionExpression !== undefined || AttributesToGet !== undefined;
  if (Select === "ALL_PROJECTED_ATTRIBUTES" && IndexName === undefined)
    throw invalidParameters("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
  if (Select === "SPECIFIC_ATTRIBUTES" && !some)
    throw invalidParameters(
      "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
    );
  if (some && Select !== undefined && Select !== "SPECIFIC_ATTRIBUTES") {
    const what = Select === "COUNT" ? "only the Count" : Select;
    throw invalid(`Cannot specify the ${asked} when choosing to get ${what}`);
  }
};

/** What to show of what is read; before the table is known. */
export const shownOf = (input: ReadInput, legacyFilter: LegacyFilter, scope: Scope): Shown => {
  checkSelect(input);
  const filter =
    input.FilterExpression === undefined
      ? filterOf(legacyFilter ?? {}, input.ConditionalOperator)
      : bindCondition("FilterExpression", input.FilterExpression, scope);
  const paths =
    input.ProjectionExpression === undefined
      ? input.AttributesToGet && pathsOf(input.AttributesToGet)
      : bindProjection(input.ProjectionExpression, scope);
  return { filter, paths, countOnly: input.Select === "COUNT" };
};

/** A query knows the key already: its filter is for what else an item has. */
export const checkFilter = (source: Source, { filter }: Shown, isLegacy: boolean): void => {
  const heads = new Set(pathsOfCondition(filter).map(([name]) => name));
  const { name } = keyAttributes(source.key).find((attribute) => heads.has(attribute.name)) ?? {};
  if (name !== undefined)
    throw invalid(
      `${isLegacy ? "QueryFilter" : "Filter Expression"} can only contain non-primary key attributes: Primary key attribute: ${name}`,
    );
};

export const checkShown = ({ table }: Source, { filter, paths = [] }: Shown): void =>
  checkKeyPaths(table, [...pathsOfCondition(filter), ...paths]);

/** The attributes an index answers with; all when undefined. A local index fetches from the table what it lacks. */
const visibleNames = (
  { table, index }: Source,
  select: ReadInput["Select"],
  paths: readonly Path[] | undefined,
): readonly string[] | undefined => {
  const names = index && projectedNames(table, index);
  if (!names) return undefined;
  if (!index.isGlobal) return paths || select === "ALL_ATTRIBUTES" ? undefined : names;
  if (select === "ALL_ATTRIBUTES")
    throw invalidParameters(
      `Select type ALL_ATTRIBUTES is not supported for global secondary index ${index.name} because its projection type is not ALL`,
    );
  const lacking = [...new Set(paths?.map(([name]) => String(name)))].filter((name) => !names.includes(name));
  if (lacking.length > 0)
    throw invalidParameters(`Global secondary index ${index.name} does not project [${lacking.join(", ")}]`);
  return names;
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html */
const LARGEST_PAGE = 1024 * 1024;

export interface Page {
  readonly answer: {
    Count: number;
    ScannedCount: number;
    Items?: Item[];
    LastEvaluatedKey?: Item;
  };
  readonly bytes: number;
}

/** Reads until `limit` items were looked at, or a megabyte. */
export const readPage = (
  rows: Iterable<StoredItem>,
  source: Source,
  shown: Shown,
  input: ReadInput,
  limit = Number.POSITIVE_INFINITY,
): Page => {
  const names = visibleNames(source, input.Select, shown.paths);
  const project = shown.paths && createProjection(shown.paths);
  const found: Item[] = [];
  let [scanned, count, bytes] = [0, 0, 0];
  let last: Item | undefined;
  for (const { item: whole, size } of rows) {
    const item = names ? pick(whole, names) : whole;
    scanned++;
    bytes += size;
    if (!shown.filter || holds(shown.filter, item)) {
      count++;
      if (!shown.countOnly) found.push(project ? project(item) : item);
    }
    if (scanned < limit && bytes < LARGEST_PAGE) continue;
    last = pick(whole, source.positionNames);
    break;
  }
  return {
    answer: {
      ...(!shown.countOnly && { Items: found }),
      Count: count,
      ScannedCount: scanned,
      ...(last && { LastEvaluatedKey: last }),
    },
    bytes,
  };
};

const INVALID_START = "The provided starting key is invalid";

/** A key to go on behind: it has the attributes of a position, of the right types. */
export const checkStart = ({ table, key, positionNames }: Source, start: Item): void => {
  const attributes = new Map(
    [...keyAttributes(table.key), ...keyAttributes(key)].map((each) => [each.name, each.type]),
  );
  if (Object.keys(start).length !== positionNames.length) throw invalid(INVALID_START);
  for (const [name, type] of attributes) {
    const value = attributeOf(start, name)?.[type];
    if (value === undefined)
      throw invalid(`${INVALID_START}: The provided key element does not match the schema`);
    if (value === "")
      throw invalid(
        `${INVALID_START}: One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${type === "B" ? "binary" : "string"} value. Key: ${name}`,
      );
  }
};
