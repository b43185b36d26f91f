import type { Bakery, Customer } from "@sourdough/test-kit";
import { expect } from "vitest";
import { type OnProgress, rebuild } from "./rebuild/rebuild.ts";
import { localTarget } from "./target.ts";

/** Sales of a bakery, and rebuilds of them, in which the clock goes on where only it is waited for. */
export const salesOf = (bakery: Bakery, customer: Customer) => {
  const target = { ...localTarget(bakery.outputs), lookEveryMs: 20, settleMs: 60 };
  return {
    target,
    run: (request: Parameters<typeof rebuild>[1] = {}, also: OnProgress = () => {}) =>
      rebuild(target, request, (now) => {
        if (now.step === "arrive") bakery.advance(now.untilMs);
        also(now);
      }),
    /** The id of an order once it is confirmed. */
    async confirmed(storeId = "store-1", quantity = 1): Promise<string> {
      const orderId = await customer.place({
        storeId,
        lines: [{ sku: "butter-croissant", quantity, unitPriceCents: 280 }],
      });
      await expect(customer.decided(orderId)).resolves.toMatchObject({ status: "CONFIRMED" });
      return orderId;
    },
  };
};
