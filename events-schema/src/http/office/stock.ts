import * as z from "zod";
import { Sku, StoreId } from "../../fields.ts";
import { MenuItemChanged } from "../../inventory/menu-item-changed.v1.ts";

/**
 * `GET /office/stock/{storeId}?cursor=`, for staff: what is running out in a store, in the order of its menu. A page may
 * be empty and have a `cursor`; without it there are no more.
 */
export const LowStockView = z.object({
  storeId: StoreId,
  threshold: z.int().min(1).describe("Pieces below which a product counts as low."),
  items: z.array(
    z.object({
      sku: Sku,
      name: z.string(),
      category: MenuItemChanged.data.shape.category,
      onHand: z.int().min(0).describe("Pieces left to sell."),
    }),
  ),
  cursor: z.string().optional(),
});

export type LowStockView = z.infer<typeof LowStockView>;
