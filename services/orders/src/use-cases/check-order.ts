import { refusalOf } from "../domain/acceptance.ts";
import type { RejectionReason } from "../domain/order.ts";
import { usualLimits } from "../domain/order-limits.ts";
import type { FulfilmentRequest, Menu } from "./ports.ts";

/** Why the order cannot be taken, if it cannot, by the menu and the customer's limits as they are now. */
export async function checkOrder(
  menu: Menu,
  { customerId, lines, totalCents }: Pick<FulfilmentRequest, "customerId" | "lines" | "totalCents">,
): Promise<RejectionReason | undefined> {
  const [items, own] = await Promise.all([
    menu.items([...new Set(lines.map(({ sku }) => sku))]),
    menu.limitsOf(customerId),
  ]);
  return refusalOf({ lines, totalCents }, items, { ...usualLimits, ...own });
}
