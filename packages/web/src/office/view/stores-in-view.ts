import type { ClosingsView } from "@sourdough/events-schema/http";
import type { Store } from "@sourdough/order-client";
import { dayAt } from "../sales/day-hours.ts";
import type { View } from "./use-view.ts";

export interface StoreZone {
  storeId: string;
  timeZone: string;
}

/**
 * The stores, and the zones of their clocks, as the schedules of their closing times have them; without these, with the
 * reader's clock.
 */
export const zonesOf = (
  closings: ClosingsView | undefined,
  stores: readonly Store[] | undefined,
): readonly StoreZone[] | undefined => {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return closings?.closings ?? stores?.map(({ storeId }) => ({ storeId, timeZone }));
};

/** What of it is looked at: a store that is none is as if nobody had chosen, and so is a day that is to come. */
export const inView = (zones: readonly StoreZone[], view: View, now: number) => {
  const storeId = zones.some((zone) => zone.storeId === view.storeId) ? view.storeId : undefined;
  const chosen = zones.filter((zone) => storeId === undefined || zone.storeId === storeId);
  const timeZone = chosen[0]?.timeZone ?? "UTC";
  const today = dayAt(now, timeZone);
  return { storeId, chosen, timeZone, today, day: view.day && view.day < today ? view.day : today };
};
