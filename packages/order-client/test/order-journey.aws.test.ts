import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OrderClient } from "../src/index.ts";
import { type StageUser, signUpOnStage, stage, stageName } from "./on-stage.ts";

describe.skipIf(!stage)(`an order on stage ${stageName}`, () => {
  let customer: StageUser;
  let client: OrderClient;

  beforeAll(async () => {
    customer = await signUpOnStage("journey");
    client = customer.client;
  }, 60_000);
  afterAll(() => customer?.leave());

  const place = async (paymentMethodId: string) => {
    const item = (await client.menu("store-1")).find(({ onHand }) => onHand >= 3)!;
    const { orderId } = await client.placeOrder({
      storeId: "store-1",
      paymentMethodId,
      lines: [{ sku: item.sku, quantity: 3, unitPriceCents: item.priceCents }],
    });
    const seen: { status: string; sequence: number; reason?: string | undefined }[] = [];
    for await (const { status, sequence, reason } of client.watchOrder(orderId, {
      signal: AbortSignal.timeout(90_000),
    })) {
      seen.push({ status, sequence, reason });
      if (status === "CONFIRMED") break;
    }
    return seen;
  };

  test("goes PENDING, CONFIRMED live", async () => {
    expect(await place("pm_card_visa")).toEqual([
      { status: "PENDING", sequence: 1 },
      { status: "CONFIRMED", sequence: 2 },
    ]);
  }, 120_000);

  test("with a declining card ends REJECTED with the reason", async () => {
    expect((await place("pm_card_chargeDeclined")).at(-1)).toEqual({
      status: "REJECTED",
      sequence: 2,
      reason: "payment_declined",
    });
  }, 120_000);

  test("a body the contract does not know is refused with what is wrong", async () => {
    await expect(
      client.placeOrder({ storeId: "store-1", paymentMethodId: "pm_card_visa", lines: [] }),
    ).rejects.toMatchObject({ status: 400 });
  });
});
