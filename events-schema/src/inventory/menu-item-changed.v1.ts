import * as z from "zod";
import { defineEvent } from "../event.ts";
import { Allergen, Cents, Currency, Sku } from "../fields.ts";

export const MenuItemChanged = defineEvent({
  source: "sourdough.inventory",
  name: "MenuItemChanged",
  version: 1,
  description: "A product entered the menu of the chain, changed, or left it.",
  data: z.object({
    sku: Sku,
    name: z.string().min(1).max(120).describe("What the menu says."),
    category: z
      .enum(["bread", "pastry", "cake", "sandwich", "drink", "seasonal"])
      .describe("Where on the menu."),
    priceCents: Cents.describe("Price of one piece at every store, in cents."),
    currency: Currency,
    allergens: z.array(Allergen).describe("What the product contains, by EU Regulation 1169/2011."),
    listed: z.boolean().describe("False once the product is off the menu."),
  }),
  examples: [
    {
      sku: "butter-croissant",
      name: "Butter croissant",
      category: "pastry",
      priceCents: 280,
      currency: "EUR",
      allergens: ["gluten", "milk", "egg"],
      listed: true,
    },
    {
      sku: "stollen",
      name: "Christmas stollen",
      category: "seasonal",
      priceCents: 1450,
      currency: "EUR",
      allergens: ["gluten", "milk", "nuts"],
      listed: false,
    },
  ],
  sequenced: true,
  delivery:
    "`metadata.sequence` counts per product: ignore an older one than the last seen. The whole product each time.",
  personal: [],
  lifecycle: { status: "active", since: "2026-11-23" },
});
