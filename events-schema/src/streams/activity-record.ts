import * as z from "zod";
import { Sku, StoreId, Timestamp } from "../fields.ts";

const word = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);

export const ExperimentName = word(40).describe("Such as `menu-order`.");
export const VariantName = word(20).describe("What a visitor was shown of it, such as `sweets-first`.");

const head = {
  version: z.literal(1),
  recordId: z
    .string()
    .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
    .describe("A random UUID of the record alone: sent again, it is the same record."),
  storeId: StoreId,
  occurredAt: Timestamp.describe("By the visitor's clock, so nothing is counted by it."),
};

const ProductViewed = z.strictObject({ kind: z.literal("ProductViewed"), ...head, sku: Sku });
const AddedToBasket = z.strictObject({ kind: z.literal("AddedToBasket"), ...head, sku: Sku });
const part = { experiment: ExperimentName, variant: VariantName };
const MenuShown = z.strictObject({ kind: z.literal("MenuShown"), ...head, ...part });
const Ordered = z.strictObject({ kind: z.literal("Ordered"), ...head, ...part });

/**
 * What a visitor of the shop did: looked at a product, put it into the basket; was shown the menu of a variant, and
 * ordered, both once per visit. Says nothing of who it was, nor which records are of one visitor.
 */
export const ActivityRecord = z.discriminatedUnion("kind", [
  ProductViewed,
  AddedToBasket,
  MenuShown,
  Ordered,
]);

export type ActivityRecord = z.infer<typeof ActivityRecord>;
