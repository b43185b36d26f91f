import type { ActivityRecord } from "@sourdough/events-schema";
import { experiments } from "@sourdough/events-schema/experiments";
import { stores } from "@sourdough/events-schema/stores";

/** What was counted of a shard within a window. Lambda keeps it between the parts of the window, as JSON. */
export interface Tally {
  /** The last record that was in the table when this tally began; empty when none ever was. */
  readonly after: string;
  /** The last record that was looked at. */
  through: string;
  /** By store and product: looked at, put into a basket. */
  readonly demand: Record<string, Record<string, [viewed: number, added: number]>>;
  /** By `experiment/variant`: shown, ordered. */
  readonly variants: Record<string, [exposures: number, conversions: number]>;
  /** Fingerprints of the records, one after the other. */
  known: string;
  /** Records that name what is not the bakery's, or more of it than there can be. */
  ignored: number;
}

/** A record at its place in the shard. */
interface Placed {
  readonly sequenceNumber: string;
  readonly value: ActivityRecord;
}

/** What the last window of a shard left behind. */
export interface Cursor {
  /** The last record that is counted in the table. */
  through: string;
  /** Fingerprints of the records of that window: whoever sends a record again does so within a minute. */
  known: string;
}

/**
 * Bounds of a tally: Lambda ends a window whose state comes to 1 MB, DynamoDB takes items of 400 KB, and a shard takes
 * 1,000 records a second. So 64,000 fingerprints are a window, 512 KB as text and 384 KB as bytes.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-windows.html
 */
export const bounds = { fingerprints: 64_000, products: 1000 };

/** Characters. 48 bits: among 64,000 records two are taken for one with a chance of 1 in 130,000. */
const fingerprintLength = 8;

/** A UUID's 16 bytes, laid over each other: what is chance in it stays chance. */
const fingerprint = (recordId: string) => {
  const folded = new Uint8Array(6);
  for (const [index, pair] of (recordId.replaceAll("-", "").match(/../g) ?? []).entries())
    folded[index % 6]! ^= Number.parseInt(pair, 16);
  return btoa(String.fromCharCode(...folded));
};

const fingerprints = (known: string) =>
  Array.from({ length: known.length / fingerprintLength }, (_, index) =>
    known.slice(index * fingerprintLength, (index + 1) * fingerprintLength),
  );

/** Whether a record is later in its shard than another; sequence numbers are digits of any length. */
export const isAfter = (one: string, other: string) =>
  one.length === other.length ? one > other : one.length > other.length;

export const emptyTally = ({ through }: Cursor): Tally => ({
  after: through,
  through,
  demand: {},
  variants: {},
  known: "",
  ignored: 0,
});

const storeIds = new Set(stores.map(({ storeId }) => storeId));
const knownVariants = new Set(
  Object.entries(experiments).flatMap(([name, variants]) => variants.map((variant) => `${name}/${variant}`)),
);

/** The tally with these records. Those it has looked at, and copies of those it or the last window had, change nothing. */
export const addRecords = (tally: Tally, cursor: Cursor, records: readonly Placed[]): Tally => {
  const known = new Set([...fingerprints(cursor.known), ...fingerprints(tally.known)]);
  const next = structuredClone(tally);
  const fresh: string[] = [];
  for (const { sequenceNumber, value } of records) {
    if (!isAfter(sequenceNumber, next.through)) continue;
    next.through = sequenceNumber;
    const mark = fingerprint(value.recordId);
    if (known.has(mark)) continue;
    known.add(mark);
    fresh.push(mark);
    if (!countRecord(next, value)) next.ignored += 1;
  }
  // Beyond it nothing is lost, but copies are not known any more.
  next.known = (tally.known + fresh.join("")).slice(-bounds.fingerprints * fingerprintLength);
  return next;
};

/** False when there is nothing to count it by. */
const countRecord = (tally: Tally, record: ActivityRecord): boolean => {
  switch (record.kind) {
    case "ProductViewed":
    case "AddedToBasket": {
      if (!storeIds.has(record.storeId)) return false;
      const store = (tally.demand[record.storeId] ??= {});
      // An own one: a product may be called `constructor`.
      const isKnown = Object.hasOwn(store, record.sku);
      if (!isKnown && Object.keys(store).length >= bounds.products) return false;
      if (!isKnown) store[record.sku] = [0, 0];
      const counts = store[record.sku]!;
      counts[record.kind === "ProductViewed" ? 0 : 1] += 1;
      return true;
    }
    case "MenuShown":
    case "Ordered": {
      const name = `${record.experiment}/${record.variant}`;
      // Anybody may make up the names of experiments.
      if (!knownVariants.has(name)) return false;
      const counts = (tally.variants[name] ??= [0, 0]);
      counts[record.kind === "MenuShown" ? 0 : 1] += 1;
      return true;
    }
  }
};
