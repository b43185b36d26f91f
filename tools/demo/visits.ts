import { randomUUID } from "node:crypto";
import { activitySize } from "@sourdough/events-schema/activity-size";
import type { Stage } from "./stage.ts";

type Deed =
  | { kind: "ProductViewed" | "AddedToBasket"; sku: string }
  | { kind: "MenuShown" | "Ordered"; experiment: string; variant: string };

/** Shares of visits that order, by what they are shown: what the experiment is to find out. */
const orders: Readonly<Record<string, number>> = { counter: 0.12, "sweets-first": 0.16 };

/** What somebody does who looks around in a shop, and perhaps orders. */
const visit = ({ random, pick }: Stage, skus: readonly string[]): Deed[] => {
  const part = { experiment: "menu-order", variant: pick(Object.keys(orders)) };
  const deeds: Deed[] = [{ kind: "MenuShown", ...part }];
  const hasAppetite = random() < orders[part.variant]!;
  for (let looks = 1 + Math.floor(random() * 4); looks > 0; looks -= 1) {
    // What is first in the window is looked at most.
    const sku = skus[Math.floor(random() ** 2 * skus.length)]!;
    deeds.push({ kind: "ProductViewed", sku });
    if (hasAppetite || random() < 0.15) deeds.push({ kind: "AddedToBasket", sku });
  }
  return hasAppetite ? [...deeds, { kind: "Ordered", ...part }] : deeds;
};

/** So many visits of a store's shop, told to the bakery as the page does. */
export const tellOfVisits = async (
  stage: Stage,
  storeId: string,
  skus: readonly string[],
  visits: number,
) => {
  const records = Array.from({ length: visits }, () => visit(stage, skus))
    .flat()
    .map((deed) => ({
      version: 1,
      recordId: randomUUID(),
      occurredAt: new Date().toISOString(),
      storeId,
      ...deed,
    }));
  while (records.length > 0) {
    const answer = await fetch(`${stage.outputs.apiUrl}/activity`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ records: records.splice(0, activitySize.recordsPerRequest) }),
    });
    if (!answer.ok) throw new Error(`Nobody listens to visitors: ${answer.status} ${await answer.text()}`);
  }
};
