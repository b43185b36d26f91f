import type { DemandMinute } from "@sourdough/events-schema/http";

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
