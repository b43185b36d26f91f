import type { ActivityRecord } from "@sourdough/events-schema";
import type { Ports, Telemetry, WindowPart } from "@sourdough/lambda-kit";
import { type ProductDemand, popularMinutes, popularOf } from "../domain/popular.ts";
import { addRecords, emptyTally, isAfter, type Tally } from "../domain/tally.ts";
import type { DemandRepository, StoreDemand, VariantCounts } from "./ports.ts";

export interface CountDemandPorts extends Ports {
  readonly demand: DemandRepository;
}

/**
 * Counts a part of a window, and writes what came of the window when it is over. What is written, and how far the shard
 * is counted with it, is one transaction: whatever comes again, in parts of whatever size, is found counted.
 */
export const countDemand = async (
  { demand, newId }: CountDemandPorts,
  part: WindowPart<ActivityRecord, Tally>,
  telemetry: Telemetry,
): Promise<Tally | undefined> => {
  const cursor = await demand.cursor(part.shardId);
  const tally = addRecords(startOf(part, cursor), cursor, part.records);
  if (!part.isLast) return tally;
  if (tally.through === cursor.through) return undefined;

  const stores: StoreDemand[] = [];
  for (const [storeId, counted] of Object.entries(tally.demand)) {
    const products = await known(demand, storeId, counted, tally);
    if (products.length === 0) continue;
    const before = await demand.since(storeId, minutesBefore(part.end, popularMinutes));
    const popular = popularOf([...before, ...products]);
    stores.push({ storeId, products, popular, eventId: newId("evt") });
  }
  await demand.save({
    shardId: part.shardId,
    start: part.start,
    end: part.end,
    after: tally.after,
    cursor: { through: tally.through, known: tally.known },
    stores,
    variants: variantsOf(tally),
  });
  telemetry.count("ActivityWindowsCounted");
  if (tally.ignored > 0) telemetry.count("ActivityRecordsIgnored", tally.ignored);
  return undefined;
};

/** The tally to go on with: none of a state that is in the table already. */
const startOf = (
  { state, shardId }: WindowPart<ActivityRecord, Tally>,
  cursor: { through: string; known: string },
) => {
  if (!state) return emptyTally(cursor);
  if (state.after === cursor.through) return state;
  if (!isAfter(state.through, cursor.through)) return emptyTally(cursor);
  throw new Error(
    `${shardId} is counted twice at once: up to ${cursor.through} in the table, and from ${state.after} to ${state.through} here.`,
  );
};

/** What the store has, on its menu or not; anybody may make up names of products. */
const known = async (
  demand: DemandRepository,
  storeId: string,
  counted: Tally["demand"][string],
  tally: Tally,
): Promise<ProductDemand[]> => {
  const skus = new Set(await demand.known(storeId, Object.keys(counted)));
  return Object.entries(counted).flatMap(([sku, [viewed, added]]) => {
    if (skus.has(sku)) return [{ sku, viewed, added }];
    tally.ignored += viewed + added;
    return [];
  });
};

const variantsOf = ({ variants }: Tally): VariantCounts[] =>
  Object.entries(variants).map(([name, [exposures, conversions]]) => {
    const [experiment = "", variant = ""] = name.split("/");
    return { experiment, variant, exposures, conversions };
  });

const minutesBefore = (at: string, minutes: number) =>
  new Date(Date.parse(at) - minutes * 60_000).toISOString();
