import { type Bakery, openBakery } from "@sourdough/test-kit";
import { afterEach, expect, test } from "vitest";

let bakery: Bakery;
afterEach(() => bakery?.stop());

const minute = 60_000;

// Years from now, since a bakery opens in the future only.
test.each([
  ["begins", "2037-03-28T21:00:00Z", "2037-03-29T17:00:00.000Z"],
  ["ends", "2037-10-24T21:00:00Z", "2037-10-25T18:00:00.000Z"],
])("a store closes by its own clock on the day on which summer time %s", async (_, eve, closesAt) => {
  bakery = await openBakery({ opensAt: Date.parse(eve) });
  const [ann, baker] = [await bakery.signUp(), await bakery.signUp({ group: "staff" })];
  const passTo = (instant: number) => bakery.pass(instant - bakery.now());
  const closings = () =>
    bakery.published
      .filter(
        ({ "detail-type": name, detail }) => name === "StoreClosed" && detail.data.storeId === "store-1",
      )
      .map(({ detail }) => detail.data);

  await passTo(Date.parse(closesAt) - 6 * 60 * minute);
  const orderId = await ann.place();
  await expect(ann.decided(orderId)).resolves.toMatchObject({ status: "CONFIRMED" });
  await bakery.quiet();
  expect((await baker.request("POST", `/orders/${orderId}/ready`)).status).toBe(200);
  // Time goes on while it is looked: a slow machine needs its while.
  await passTo(Date.parse(closesAt) - 5 * minute);
  await bakery.quiet();
  await expect(ann.order(orderId)).resolves.toMatchObject({ status: "READY" });
  await bakery.pass(5 * minute);
  await bakery.until("the day is closed", () => closings().length > 0);
  await bakery.quiet();

  expect(closings()).toMatchObject([{ businessDay: closesAt.slice(0, 10), closesAt, notCollected: 1 }]);
});
