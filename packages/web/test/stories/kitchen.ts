import { expect, test } from "vitest";
import type { Shop } from "../shop-page.ts";
import type { Stage } from "../stage.ts";

const docket = ({ page }: Shop, orderId: string, status: string) =>
  page.locator(`[data-order="${orderId}"][data-status="${status}"]`);

export const kitchenStories = (stage: Stage) => {
  test("the customer sees what the kitchen does", async () => {
    const [kitchen, customer] = await Promise.all([stage.staff(), stage.member()]);
    await kitchen.see("Live");
    await customer.add("Butter croissant", 2);
    await customer.order();
    await customer.heading("It is yours.");
    const orderId = customer.orderId();

    const packing = docket(kitchen, orderId, "CONFIRMED");
    await packing.waitFor();
    expect(await packing.locator(".docket-lines").textContent()).toBe("2Butter croissant");
    await packing.getByRole("button", { name: `Ready: order ${orderId.slice(-4)}` }).click();
    await customer.heading("Come and get it.");
    await customer.see(`Ask for ${orderId.slice(-4)}.`);
    await expect(customer.button("Cancel the order").count()).resolves.toBe(0);
    await customer.picture("order-ready");
    await docket(kitchen, orderId, "READY").getByRole("button").click();
    await customer.heading("Enjoy.");
    await docket(kitchen, orderId, "COLLECTED").waitFor();
    expect((await customer.timeline()).every((stop) => stop.endsWith("done"))).toBe(true);
    await customer.picture("order-collected");
  });

  test("who cancels sees pieces and money come back, and the kitchen that it is called off", async () => {
    const { bakery } = stage;
    const [kitchen, customer] = await Promise.all([stage.staff(), stage.member()]);
    await kitchen.see("Live");
    await customer.add("Black Forest gateau");
    await customer.order();
    await customer.heading("It is yours.");
    const orderId = customer.orderId();
    await docket(kitchen, orderId, "CONFIRMED").waitFor();
    await customer.press("Cancel the order");
    await customer.press("Keep it");
    await customer.page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await customer.page.locator(":focus").textContent()).toBe("Cancel the order");
    await customer.press("Cancel the order");
    await customer.press("Yes, cancel it");

    await customer.heading("Cancelled.");
    await customer.see("On the shelf again");
    await customer.see("€5.20 given back");
    await docket(kitchen, orderId, "CANCELLED").waitFor();
    await kitchen.see("Put it back: it is for sale again.");
    expect(await kitchen.violations()).toEqual([]);
    expect(await customer.violations()).toEqual([]);
    await customer.picture("order-cancelled");
    await kitchen.picture("kitchen-called-off");
    expect(bakery.money(orderId)).toMatchObject({ held: 0, refunded: 520 });
  });

  test("an order whose money is gone is called off, and paid at the counter once it is packed", async () => {
    const { bakery } = stage;
    // Neither the provider's webhook nor the capture tells before the one order is packed.
    bakery.faults.onDelivery(({ service, to, payload }) =>
      service === "third-parties" ||
      (service === "events" && to.includes("SettlePayment") && String(payload).includes('"OrderConfirmed"'))
        ? [30_000]
        : [0],
    );
    const [kitchen, customer, other] = await Promise.all([stage.staff(), stage.member(), stage.member()]);
    await kitchen.see("Live");
    for (const shop of [customer, other]) {
      await shop.add("Butter croissant");
      await shop.order();
      await shop.heading("It is yours.");
      bakery.paymentProvider.endHold(shop.orderId());
    }
    await docket(kitchen, customer.orderId(), "CONFIRMED").getByRole("button").click();
    await customer.heading("Come and get it.");
    await bakery.pass(30_000);

    await other.heading("Cancelled.");
    await other.see("Your bank no longer keeps the money for it");
    await other.see("€2.80 no longer held");
    await docket(kitchen, other.orderId(), "CANCELLED").waitFor();
    await customer.see("Please pay €2.80 at the counter.");
    const packed = docket(kitchen, customer.orderId(), "READY");
    await packed.getByText("Not paid: take €2.80 at the counter.").waitFor();
    expect(await kitchen.violations()).toEqual([]);
    expect(await customer.violations()).toEqual([]);
    await packed.getByRole("button").click();
    await customer.heading("Enjoy.");
  });

  test("an order that moved on meanwhile is left as it is, and the page says so", async () => {
    const [kitchen, customer] = await Promise.all([stage.staff(), stage.member()]);
    await customer.add("Cinnamon roll");
    await customer.order();
    await customer.heading("It is yours.");
    const orderId = customer.orderId();
    await customer.press("Cancel the order");
    await docket(kitchen, orderId, "CONFIRMED").getByRole("button").click();
    await docket(kitchen, orderId, "READY").waitFor();
    // The dialog is gone with the button, or answers that it is too late: the order is the kitchen's.
    await customer.heading("Come and get it.");
    expect(await docket(kitchen, orderId, "READY").count()).toBe(1);
  });

  test("the kitchen is for staff, and one kitchen is not another", async () => {
    const customer = await stage.member({}, "/kitchen");
    await customer.heading("Staff only behind the counter.");
    await customer.picture("kitchen-staff-only");
    const kitchen = await stage.staff();
    await kitchen.page.getByLabel("Glockenbach").check();
    await kitchen.see("All packed. The next order comes by itself.");
    await kitchen.see("Live");
    await kitchen.picture("kitchen-empty");
  });

  test("by keyboard the next docket has the focus when one is packed", async () => {
    const baker = stage.bakery;
    const other = await baker.signUp();
    const place = () =>
      other.place({ storeId: "store-3", lines: [{ sku: "pretzel", quantity: 1, unitPriceCents: 180 }] });
    const first = await place();
    await other.decided(first);
    const second = await place();
    await other.decided(second);
    const kitchen = await stage.staff();
    await kitchen.page.getByLabel("Glockenbach").check();
    await docket(kitchen, first, "CONFIRMED").getByRole("button").focus();
    await kitchen.page.keyboard.press("Enter");
    await docket(kitchen, first, "READY").waitFor();
    await expect
      .poll(() => kitchen.page.locator(":focus").getAttribute("aria-label"))
      .toBe(`Ready: order ${second.slice(-4)}`);
  });
};
