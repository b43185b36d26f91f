import { settle } from "@sourdough/test-kit";
import { expect, test } from "vitest";
import type { Stage } from "../stage.ts";

export const orderStories = (stage: Stage) => {
  test("a newcomer orders three croissants and sees the order confirmed, without a reload", async () => {
    const { page, add, order, orderId, signUp, heading, timeline, picture } = await stage.open();
    await page.evaluate(() => Object.assign(window, { sameDocument: true }));
    await add("Butter croissant", 3);
    await order();
    await signUp();
    await heading("It is yours.");

    await expect
      .poll(timeline)
      .toEqual(["RECEIVED done", "PENDING done", "CONFIRMED now", "READY next", "COLLECTED next"]);
    expect(await page.locator(".timeline time").count()).toBe(3);
    expect(await page.locator(".timeline abbr").allTextContents()).toEqual(["#1", "#2"]);
    expect(await page.evaluate(() => "sameDocument" in window)).toBe(true);
    expect(await page.locator(".tracker-now").getAttribute("aria-live")).toBe("polite");
    await picture("order-confirmed");
    const isOrder = ({ entity, ...item }: Record<string, unknown>) =>
      entity === "order" && item.orderId === orderId();
    await expect
      .poll(async () => (await stage.bakery.items("orders")).find(isOrder))
      .toMatchObject({ status: "CONFIRMED", totalCents: 840 });
  });

  test("a declined card says why, and the pieces are back on the shelf", async () => {
    const { add, order, pay, heading, see, press, timeline, page, picture } = await stage.member();
    await add("Panettone", 2);
    await pay("Declining card");
    await order();
    await heading("Not this time.");
    await see("Your card was declined.");
    await see("On the shelf again");
    await expect.poll(timeline).toEqual(["RECEIVED done", "PENDING done", "REJECTED failed"]);
    await picture("order-rejected");

    await settle(stage.bakery);
    await press(/choose another card/);
    await expect
      .poll(() => page.locator("li.product", { hasText: "Panettone" }).textContent())
      .toContain("12 left");
    await order();
    await heading("It is yours.");
  });

  test("what was sold meanwhile is said, the rest can be ordered, and then it is sold out", async () => {
    const { add, order, heading, see, press, page, button, goTo, picture } = await stage.member();
    await page.getByLabel("Altona").check();
    await see("Only 2 left");
    await add("Opera cake", 2);
    const other = await stage.bakery.signUp();
    const lines = [{ sku: "opera-cake", quantity: 1, unitPriceCents: 560 }];
    await other.decided(await other.place({ storeId: "store-2", lines }));
    await order();
    await heading("Not this time.");
    await see(/Somebody was faster/);

    await press(/See what is left/);
    await see("Only 1 left.");
    await press("Take 1");
    await order();
    await heading("It is yours.");

    await goTo("Menu");
    await page.reload();
    await see("Sold out today");
    expect(await button("Add Opera cake").isDisabled()).toBe(true);
    await button("Add Opera cake").scrollIntoViewIfNeeded();
    await picture("sold-out");
  });

  test("an order by keyboard alone", async () => {
    const { page, heading, button } = await stage.member();
    await button("Add Country loaf").waitFor();
    const focus = async (name: RegExp | string, most = 60) => {
      for (let step = 0; step < most; step++) {
        await page.keyboard.press("Tab");
        if (await page.locator(":focus").and(page.getByRole("button", { name })).count()) return;
      }
      throw new Error(`The focus did not come to ${name} within ${most} steps.`);
    };
    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").textContent()).toBe("Skip to the content");
    await page.keyboard.press("Enter");
    await focus("Add Baguette de tradition");
    await page.keyboard.press("Enter");
    // The button becomes a stepper; the focus stays on its plus.
    expect(await page.locator(":focus").getAttribute("aria-label")).toBe("One more Baguette de tradition");
    await page.keyboard.press("Enter");
    await page.getByLabel("Search the menu").focus();
    await page.keyboard.type("cardamom");
    await focus("Add Cardamom bun");
    await page.keyboard.press("Space");
    await focus(/^Order for €9.30$/);
    await page.keyboard.press("Enter");
    await heading("It is yours.");
    expect(await page.locator("h1:focus").count()).toBe(1);
  });

  test("two tabs have one basket, and both follow the order", async () => {
    const first = await stage.member();
    const second = await first.anotherTab(stage.url("/"));
    await second.page.evaluate(() => {
      const write = Storage.prototype.setItem;
      Storage.prototype.setItem = function (key, value) {
        if (key === "sourdough.basket") Object.assign(window, { wroteBasket: true });
        write.call(this, key, value);
      };
    });
    await first.add("Bavarian pretzel", 2);
    await expect
      .poll(() => second.page.locator(".shop-basket .basket-name").allTextContents())
      .toEqual([expect.stringContaining("Bavarian pretzel")]);
    // A tab that follows writes nothing: it could be late, and bring back what the first has changed again.
    expect(await second.page.evaluate(() => "wroteBasket" in window)).toBe(false);
    await second.press("One more Bavarian pretzel");
    await first.button("Order for €5.40").waitFor();
    await first.order();
    await first.heading("It is yours.");
    await second.see("Nothing in your basket");

    const third = await second.anotherTab(first.page.url());
    await third.heading("It is yours.");
    await third.press("Cancel the order");
    await third.press("Yes, cancel it");
    await Promise.all([first.heading("Cancelled."), third.heading("Cancelled.")]);
    expect([...second.faults, ...third.faults]).toEqual([]);
  });

  test("the menu can be searched, and rid of what one must not eat", async () => {
    const { page, see, picture } = await stage.open();
    await see("Country loaf");
    const names = () => page.locator("li.product h3").allTextContents();
    await page.getByLabel("Search the menu").fill("brulee");
    await expect.poll(names).toEqual(["Crème brûlée tart"]);
    await page.getByLabel("Search the menu").fill("croissant");
    await page.getByText("Without…").click();
    await page.getByLabel("nuts", { exact: true }).check();
    await expect.poll(names).toEqual(["Butter croissant"]);
    await picture("menu-without");
    await page.getByLabel("Search the menu").fill("pizza");
    await see("Nothing on the shelf for that");
    await picture("menu-nothing-found");
  });
};
