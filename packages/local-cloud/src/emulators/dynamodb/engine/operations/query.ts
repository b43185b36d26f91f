import { boundsBehind, boundsOf } from "../bounds.ts";
import { type Consumed, describeConsumed, readUnits } from "../capacity.ts";
import { isSame } from "../compare.ts";
import type { Core } from "../core.ts";
import { invalid } from "../errors.ts";
import { bindCondition } from "../expressions/bind.ts";
import {
  isInRange,
  type KeyQuery,
  type KeyTests,
  keyTestsOf,
  queryOf,
} from "../expressions/key-condition.ts";
import { checkParameters } from "../expressions/parameters.ts";
import { createScope, type Scope } from "../expressions/scope.ts";
import type { QueryInput, ScanInput } from "../inputs.ts";
import type { ScanPosition } from "../item-store.ts";
import { joinedBytes, SLOTS, slotOf, storedKey, wholeKey } from "../keys.ts";
import { keyTestsOfConditions } from "../legacy.ts";
import { type Item, parseItem } from "../values.ts";
import {
  checkFilter,
  checkShown,
  checkStart,
  type Page,
  type ReadInput,
  readPage,
  type Shown,
  type Source,
  shownOf,
  sourceOf,
} from "./read.ts";

const NOTHING = Buffer.alloc(0);

const LEGACY = ["AttributesToGet", "QueryFilter", "ScanFilter", "ConditionalOperator", "KeyConditions"];

const keyTests = (input: QueryInput, scope: Scope): KeyTests => {
  if (input.KeyConditionExpression !== undefined)
    return keyTestsOf(bindCondition("KeyConditionExpression", input.KeyConditionExpression, scope));
  if (input.KeyConditions) return keyTestsOfConditions(input.KeyConditions);
  throw invalid(
    "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
  );
};

export const answered = ({ table, index }: Source, input: ReadInput, { answer, bytes }: Page) => {
  const units = readUnits(bytes, input.ConsistentRead);
  const consumed: Consumed = index
    ? { table, units: 0, indexes: { [index.name]: units } }
    : { table, units, indexes: {} };
  const ConsumedCapacity = describeConsumed(input.ReturnConsumedCapacity, consumed);
  return { ...answer, ...(ConsumedCapacity && { ConsumedCapacity }) };
};

const startOf = (input: ReadInput): Item | undefined =>
  input.ExclusiveStartKey && parseItem(input.ExclusiveStartKey);

const checkWithin = ({ key }: Source, { hash, range: { equal, last } }: KeyQuery, start: Item) => {
  const isEqual = equal.every((value, place) => isSame(start[key.range[place]!.name]!, value));
  if (!isEqual || (last && !isInRange(key.range[equal.length]!.name, last, start)))
    throw invalid("The provided starting key does not match the range key predicate");
  if (!hash.every((value, place) => isSame(start[key.hash[place]!.name]!, value)))
    throw invalid(
      last
        ? "The provided starting key does not match the range key predicate"
        : "The provided starting key is outside query boundaries based on provided conditions",
    );
};

const positionOf = ({ table, index, key }: Source, start: Item): ScanPosition => ({
  ...storedKey(key, start),
  tail: index ? wholeKey(storedKey(table.key, start)) : NOTHING,
});

export const query = (core: Core, input: QueryInput) => {
  if (input.Limit !== undefined && input.Limit < 1)
    throw invalid(
      "1 validation error detected: Value at 'Limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    );
  const legacy = LEGACY.filter(
    (name) => name !== "KeyConditions" || input.KeyConditionExpression !== undefined,
  );
  checkParameters(input, ["ProjectionExpression", "FilterExpression", "KeyConditionExpression"], legacy);
  const scope = createScope(input);
  const start = startOf(input);
  const tests = keyTests(input, scope);
  const shown = shownOf(input, input.QueryFilter, scope);
  scope.checkUse();

  const source = sourceOf(core.table(input.TableName), input);
  const wanted = queryOf(tests, source.key);
  checkFilter(source, shown, input.QueryFilter !== undefined);
  checkShown(source, shown);
  const backward = input.ScanIndexForward === false;
  return answered(
    source,
    input,
    readBy(source, wanted, { start, backward, shown, input, limit: input.Limit }),
  );
};

interface Reading {
  readonly start: Item | undefined;
  readonly shown: Shown;
  readonly input: ReadInput;
  readonly limit: number | undefined;
}

export const readBy = (
  source: Source,
  wanted: KeyQuery,
  { start, backward, shown, input, limit }: Reading & { readonly backward: boolean },
): Page => {
  let bounds = boundsOf(wanted.range);
  if (start) {
    checkStart(source, start);
    checkWithin(source, wanted, start);
    bounds = boundsBehind(bounds, positionOf(source, start), backward, source.index !== undefined);
  }
  const hash = joinedBytes(wanted.hash, wanted.hash.length === 1);
  const rows = source.table.items.query(source.index, { slot: slotOf(hash), hash }, bounds, backward);
  return readPage(rows, source, shown, input, limit);
};

interface Segment {
  readonly from: number;
  readonly to: number;
}

const segmentOf = ({ Segment: segment, TotalSegments: total }: ScanInput): Segment => {
  if (segment !== undefined && total === undefined)
    throw invalid(
      "The TotalSegments parameter is required but was not present in the request when Segment parameter is present",
    );
  if (total === undefined) return { from: 0, to: SLOTS };
  if (segment === undefined)
    throw invalid(
      "The Segment parameter is required but was not present in the request when parameter TotalSegments is present",
    );
  if (segment >= total)
    throw invalid(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${segment} is not less than TotalSegments: ${total}`,
    );
  return { from: Math.ceil((segment * SLOTS) / total), to: Math.ceil(((segment + 1) * SLOTS) / total) };
};

export const scan = (core: Core, input: ScanInput) => {
  checkParameters(input, ["ProjectionExpression", "FilterExpression"], LEGACY);
  const scope = createScope(input);
  const start = startOf(input);
  const segment = segmentOf(input);
  const shown = shownOf(input, input.ScanFilter, scope);
  scope.checkUse();

  const source = sourceOf(core.table(input.TableName), input);
  checkShown(source, shown);
  return answered(source, input, scanBy(source, { start, shown, input, limit: input.Limit }, segment));
};

export const scanBy = (
  source: Source,
  { start, shown, input, limit }: Reading,
  { from, to }: Segment = { from: 0, to: SLOTS },
): Page => {
  let behind: ScanPosition = { slot: from, hash: NOTHING, range: NOTHING, tail: NOTHING };
  if (start) {
    checkStart(source, start);
    behind = positionOf(source, start);
    if (behind.slot < from || behind.slot >= to)
      throw invalid(
        "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment.",
      );
  }
  return readPage(source.table.items.scan(source.index, behind, to), source, shown, input, limit);
};
