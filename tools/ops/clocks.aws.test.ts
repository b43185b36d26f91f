import type { ClosingsView } from "@sourdough/events-schema/http";
import { stores } from "@sourdough/events-schema/stores";
import type { OrderClient } from "@sourdough/order-client";
import { type StageUser, signUpOnStage, stage, stageName } from "@sourdough/order-client/on-stage";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { audit } from "./audit.ts";
import { openTarget } from "./target.ts";

describe.skipIf(!stage)(`the clocks of stage ${stageName}`, () => {
  let clerk: StageUser;
  let staff: OrderClient;

  beforeAll(async () => {
    clerk = await signUpOnStage("clocks", "staff");
    staff = clerk.client;
  }, 60_000);
  afterAll(() => clerk?.leave());

  const closings = async (): Promise<ClosingsView> => {
    const office = await staff.office();
    const signal = AbortSignal.timeout(30_000);
    for await (const view of office.watch<ClosingsView>("closings", { signal })) return view;
    throw new Error("The office has no closings.");
  };

  test("every store has its schedule", async () => {
    const view = await closings();

    expect(view.closings).toMatchObject(
      stores.map(({ storeId, timeZone, closingTime }) => ({ storeId, timeZone, closingTime })),
    );
    for (const { lastClosing, storeId } of view.closings)
      if (lastClosing) expect(lastClosing.businessDay, storeId).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  }, 60_000);

  test("a bag on the counter has a reminder until it is collected", async () => {
    const before = (await closings()).remindersPending;
    const item = (await staff.menu("store-1")).find(({ onHand }) => onHand > 0)!;
    const { orderId } = await staff.placeOrder({
      storeId: "store-1",
      paymentMethodId: "pm_card_visa",
      lines: [{ sku: item.sku, quantity: 1, unitPriceCents: item.priceCents }],
    });
    for await (const { status } of staff.watchOrder(orderId, { signal: AbortSignal.timeout(90_000) }))
      if (status === "CONFIRMED") break;
    const kitchen = await staff.kitchen("store-1");
    await kitchen.markReady(orderId);
    await expect.poll(async () => (await closings()).remindersPending, { timeout: 60_000 }).toBe(before + 1);
    await kitchen.markCollected(orderId);
    await expect.poll(async () => (await closings()).remindersPending, { timeout: 60_000 }).toBe(before);
  }, 240_000);

  test("the invariants hold", async () => {
    await expect(audit.run(await openTarget(stage))).resolves.toBe(true);
  }, 600_000);
});
