import { type Bakery, openBakery } from "@sourdough/test-kit";
import * as z from "zod";
import { median } from "../bench/statistics.ts";
import { orderedBy } from "./journey.ts";
import { isTime, type Measurement } from "./measurement.ts";

const Bill = z.object({
  hops: z.array(
    z.object({
      resource: z.string(),
      units: z.array(z.object({ service: z.string(), unit: z.string(), quantity: z.number() })),
    }),
  ),
});

const quantities = async ({ outputs }: Bakery) => {
  const answer = await fetch(`${outputs.consoleUrl}/api/cost`);
  if (!answer.ok) throw new Error(`The console answered ${answer.status} when asked for the bill.`);
  const found = new Map<string, number>();
  for (const { resource, units } of Bill.parse(await answer.json()).hops)
    for (const { service, unit, quantity } of units) {
      const key = JSON.stringify([service, resource, unit]);
      found.set(key, (found.get(key) ?? 0) + quantity);
    }
  return found;
};

/**
 * Places orders one after another, each with a look at the menu and one at the order once it is confirmed, and counts
 * what they use. Counts are medians, which what is late of the order before does not change; of times the shortest
 * counts, since a laptop has other things to do.
 */
export const measure = async (orders: number): Promise<Measurement> => {
  const bakery = await openBakery();
  try {
    const customer = await bakery.signUp();
    const order = async () => {
      await orderedBy(bakery, customer);
      return quantities(bakery);
    };
    // The first starts functions, and is not like the others.
    let before = await order();
    const used = new Map<string, number[]>();
    for (let number = 0; number < orders; number++) {
      const after = await order();
      for (const [key, quantity] of after)
        used.set(key, [...(used.get(key) ?? []), quantity - (before.get(key) ?? 0)]);
      before = after;
    }
    const perOrder = [...used]
      .map(([key, quantities]) => {
        const [service, resource, unit] = JSON.parse(key) as [string, string, string];
        return {
          service,
          resource,
          unit,
          quantity: isTime(unit) ? Math.min(...quantities) : median(quantities),
        };
      })
      .filter(({ quantity }) => quantity > 0)
      .sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
    return {
      measuredOn: new Date().toISOString().slice(0, 10),
      by: "npm run cost -- --measure",
      orders,
      perOrder,
    };
  } finally {
    await bakery.stop();
  }
};
