import * as z from "zod";
import { Allergen, Cents, Sku, StoreId } from "../fields.ts";
import { MenuItemChanged } from "../inventory/menu-item-changed.v1.ts";

/** `GET /stores`. */
export const StoresView = z.object({
  stores: z.array(z.object({ storeId: StoreId, name: z.string(), city: z.string() })),
});

/** `GET /stores/{storeId}/menu?cursor=`. */
export const MenuView = z.object({
  cursor: z.string().optional().describe("Where the next 1,000 products begin; absent on the last page."),
  items: z.array(
    z.object({
      sku: Sku,
      name: z.string(),
      category: MenuItemChanged.data.shape.category,
      priceCents: Cents,
      allergens: z.array(Allergen),
      onHand: z.int().min(0).describe("Pieces left to sell at this store."),
    }),
  ),
});

export type StoresView = z.infer<typeof StoresView>;
export type MenuView = z.infer<typeof MenuView>;
