import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { dark, phone, wide } from "../shop-page.ts";
import type { Stage } from "../stage.ts";

/** How far the page is wider than the screen; a phone would zoom out to show all of it. */
const tooWide = async (page: Page) =>
  (await page.evaluate(() => document.documentElement.scrollWidth)) - (page.viewportSize()?.width ?? 0);

/** Pictures of the main views in each look, for a person to see, and what axe has to say of them. */
export const looks = (stage: Stage) => {
  test("the first view needs less than 170 KB of JavaScript", async () => {
    const { scriptBytes, interactiveMs } = await stage.firstView();

    expect(scriptBytes).toBeLessThan(170 * 1024);
    expect(interactiveMs).toBeGreaterThan(0);
  });

  test.each([
    ["light", {}],
    ["dark", dark],
    ["phone", phone],
  ])("the shop is sound and as it should be: %s", async (look, options) => {
    const { add, order, openBasket, signUp, heading, see, picture, page, goTo, violations } =
      await stage.open(options);
    await see("Country loaf");
    await picture(`${look}-menu`);
    await add("Butter croissant", 3);
    await add("Cardamom bun");
    if (look === "phone") await openBasket();
    await picture(`${look}-basket`);
    expect(await violations()).toEqual([]);
    await order();
    await page.getByLabel("Password").waitFor();
    await picture(`${look}-account`);
    expect(await violations()).toEqual([]);
    await signUp();
    await heading("It is yours.");
    await see("Live");
    await picture(`${look}-order`);
    expect(await violations()).toEqual([]);
    expect(await tooWide(page)).toBe(0);
    await goTo("Orders");
    await see("Confirmed");
    await picture(`${look}-orders`);
    expect(await violations()).toEqual([]);
  });

  test("the tracker of a confirmed order, for the README", async () => {
    const sharp = { viewport: { width: 1160, height: 690 }, deviceScaleFactor: 2, locale: "en-GB" };
    const { add, order, heading, see, picture } = await stage.member(sharp);
    await add("Butter croissant", 3);
    await add("Cinnamon roll");
    await add("Country loaf");
    await order();
    await heading("It is yours.");
    await see("Live");
    await picture("tracker");
  });

  test.each([
    ["light", {}],
    ["dark", dark],
    ["phone", phone],
    ["wide", wide],
  ])("the kitchen is sound and as it should be: %s", async (look, options) => {
    const other = await stage.bakery.signUp();
    const lines = [{ sku: "focaccia", quantity: 2, unitPriceCents: 390 }];
    await other.decided(await other.place({ lines }));
    const { page, see, picture, violations } = await stage.staff(options);
    await page.locator(".docket").first().waitFor();
    await see("Live");
    await picture(`${look}-kitchen`);
    expect(await violations()).toEqual([]);
    expect(await tooWide(page)).toBe(0);
  });
};
