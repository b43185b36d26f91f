import type { DemandMinute, DemandView } from "@sourdough/events-schema/http";
import type { Request } from "./http.ts";

/** What was wanted of a store since then, by the minute: page after page, each minute whole and once. */
export const demandSince = async (
  request: Request,
  storeId: string,
  since: Date,
  signal?: AbortSignal,
): Promise<DemandMinute[]> => {
  let parts: DemandMinute[] = [];
  let from: string | undefined = since.toISOString();
  while (from) {
    const path = `/office/demand?${new URLSearchParams({ storeId, since: from })}`;
    const page: DemandView = await request<DemandView>("GET", path, { signal, signedIn: true });
    const asked: string = from;
    from = page.next === asked ? undefined : page.next;
    // The last minute of a page may go on in the next.
    parts = [...parts.filter(({ minute }) => minute < asked), ...page.minutes];
  }
  return wholeMinutes(parts);
};

/** Minutes that were counted in parts, added up; in order of time, and of demand within. */
export const wholeMinutes = (parts: readonly DemandMinute[]): DemandMinute[] =>
  [...Map.groupBy(parts, ({ minute }) => minute)]
    .map(([minute, some]) => ({ minute, products: summed(some.flatMap(({ products }) => products)) }))
    .sort((one, other) => one.minute.localeCompare(other.minute));

const summed = (products: DemandMinute["products"]) =>
  [...Map.groupBy(products, ({ sku }) => sku)]
    .map(([sku, some]) => ({
      sku,
      viewed: some.reduce((sum, { viewed }) => sum + viewed, 0),
      added: some.reduce((sum, { added }) => sum + added, 0),
    }))
    .sort(
      (one, other) =>
        other.added - one.added || other.viewed - one.viewed || one.sku.localeCompare(other.sku),
    );
