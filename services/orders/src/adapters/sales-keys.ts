import { identityOf, type Key, keyOf } from "@sourdough/lambda-kit/entity";
import { salesTable } from "./sales-table.ts";

const { sale, salesHour, salesOfProduct, versions } = salesTable({ table: "SalesTable" }).entities;

/** The keys of `SalesTable`, for what reads it without ElectroDB; a part may be an expression of a template. */
export const salesKeys = {
  versions: (): Key => keyOf(versions.get({})),
  /** Partition of a store's sums in a version. */
  ofStore: (version: string, storeId: string) => ({ pk: hourKey(version, storeId).pk }),
};

/** What the items are called: sales of orders, and the two kinds of sums. */
export const salesEntities = {
  sale: identityOf(sale).entity!,
  hour: identityOf(salesHour).entity!,
  product: identityOf(salesOfProduct).entity!,
};

// What a key is made of may be an expression, also where a number goes in the end.
const hourKey = (version: string, storeId: string) =>
  keyOf(
    salesHour.get({
      version: version as unknown as number,
      storeId,
      day: "day",
      startsAt: "at",
      currency: "EUR",
    }),
  );
