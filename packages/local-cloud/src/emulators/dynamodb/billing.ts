import type { HopKind } from "../../core/service.ts";
import { at } from "../../core/values.ts";
import { bytes, chunks, KB, million, nothing, type Price, pricesOf, use } from "../../metering/price.ts";

const price = pricesOf("DynamoDB", "dynamodb/pricing/on-demand");
export const writePrice = price(
  "On-demand write units",
  0.625,
  million,
  "One for each KB of an item; twice that in a transaction. An index has writes of its own.",
);
export const readPrice = price(
  "On-demand read units",
  0.125,
  million,
  "One for each 4 KB, half when eventually consistent, twice in a transaction.",
);

/** DynamoDB JSON says a type with each value, which is not counted: about two thirds are data. */
const itemBytes = (item: unknown): number => bytes(item) * 0.65;

const writeUnits = (request: unknown): number => {
  const item = at(request, "Item") ?? at(request, "ExpressionAttributeValues") ?? at(request, "Key");
  return chunks(itemBytes(item), KB);
};
const readUnits = (found: unknown, consistent: unknown): number =>
  chunks(itemBytes(found), 4 * KB) * (consistent ? 1 : 0.5);

const members = (value: unknown): unknown[] => Object.values((value as object | undefined) ?? {});
const sum = (units: number[]): number => units.reduce((total, one) => total + one, 0);

/**
 * Failed requests that DynamoDB charges; those it refuses cost nothing, and may have any shape.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html
 */
const chargedFailures = new Set(["ConditionalCheckFailedException", "TransactionCanceledException"]);

type Billed = NonNullable<HopKind["billed"]>;
const counting =
  (price: Price, units: (input: unknown, output: unknown) => number): Billed =>
  ({ error }, { input, output }) =>
    error && !chargedFailures.has(error.code) ? nothing : use(price, units(input, output));
const write = (units: (input: unknown) => number) => counting(writePrice, units);
const read = (units: (input: unknown, output: unknown) => number) => counting(readPrice, units);

export const writes = {
  one: write(writeUnits),
  batch: write((input) =>
    sum(
      members(at(input, "RequestItems"))
        .flat()
        .map((request) => writeUnits(at(request, "PutRequest") ?? at(request, "DeleteRequest"))),
    ),
  ),
  transaction: write((input) =>
    sum(members(at(input, "TransactItems")).map((item) => 2 * writeUnits(members(item)[0]))),
  ),
  /** Of an index, as the database counted them: once, in a transaction as well. */
  index: write((input) => Number(at(input, "units"))),
};

export const reads = {
  one: read((input, output) => readUnits(at(output, "Item"), at(input, "ConsistentRead"))),
  several: read((input, output) => readUnits(at(output, "Items"), at(input, "ConsistentRead"))),
  batch: read((_, output) =>
    sum(
      members(at(output, "Responses"))
        .flat()
        .map((item) => readUnits(item, false)),
    ),
  ),
  transaction: read((_, output) =>
    sum(members(at(output, "Responses")).map((item) => 2 * readUnits(item, true))),
  ),
};
