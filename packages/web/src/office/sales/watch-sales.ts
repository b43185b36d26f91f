import type { FollowOptions, Office, Sales } from "@sourdough/order-client";
import { addDays } from "./day-hours.ts";

export interface StoreSales {
  storeId: string;
  timeZone: string;
  day: string;
  dayBefore: string;
  sales: Sales;
  /** Of `dayBefore`. */
  before: Sales;
}

type OfStore = Pick<StoreSales, "storeId" | "timeZone" | "day">;

const first = async <T>(items: AsyncIterable<T>): Promise<T | undefined> => {
  for await (const item of items) return item;
  return undefined;
};

/** A store's day, live, beside the same weekday of the week before, which is looked up once: nothing is sold then any more. */
export async function* watchSales(
  office: Office,
  { storeId, timeZone, day }: OfStore,
  options: FollowOptions,
): AsyncGenerator<StoreSales, void, undefined> {
  const dayBefore = addDays(day, -7);
  // Followed as well, so that it is asked for until it comes.
  const coming = first(
    office.watchSales({ storeId, from: dayBefore, to: dayBefore }, { signal: options.signal }),
  );
  coming.catch(() => undefined);
  for await (const sales of office.watchSales({ storeId, from: day, to: day }, options)) {
    const before = await coming;
    if (before) yield { storeId, timeZone, day, dayBefore, sales, before };
  }
}
