import type { Locator } from "playwright-core";
import { expect, test } from "vitest";
import { aDay, aQuietDay, officeDay, showDay } from "../office-lists.ts";
import { dark, phone, type Shop } from "../shop-page.ts";
import type { Stage } from "../stage.ts";

const panels = [
  "Sales",
  "Demand now",
  "Low stock",
  "A/B test",
  "Disputes",
  "Menu",
  "Schedules",
  "Last audit",
];

const panel = ({ page }: Shop, name: string) => page.getByRole("region", { name, exact: true });

/** What a table says, row by row, as a screen reader has it. */
const tableIn = (place: Locator) =>
  place
    .getByRole("table")
    .locator("tbody tr")
    .evaluateAll((rows) => rows.map((row) => [...row.children].map(({ textContent }) => textContent)));

/** What a day came to, in the largest letters. */
const total = (office: Shop, money: string) =>
  panel(office, "Sales").locator(".sum-main strong").getByText(money, { exact: true });

const euros = (cents: number) => `€${(cents / 100).toFixed(2)}`;

export const officeFigureStories = (stage: Stage) => {
  const openDay = async (options = {}, path = "/office", lists = aDay) => {
    const office = await stage.staff(options, path);
    await showDay(office.page, lists);
    await total(office, "€91.85").or(office.page.getByText("Nothing was sold")).waitFor();
    return office;
  };

  test("each hour of the drawing is in the table, for whoever sees it and whoever does not", async () => {
    const office = await openDay();
    const sales = panel(office, "Sales");
    const bars = await sales.locator(".sales-chart .bar-now").evaluateAll((all) =>
      all.map((bar) => ({
        hour: bar.getAttribute("data-hour"),
        cents: Number(bar.getAttribute("data-value")),
      })),
    );
    const before = await sales.locator(".sales-chart .bar-before").evaluateAll((all) =>
      all.map((bar) => ({
        hour: bar.getAttribute("data-hour"),
        cents: Number(bar.getAttribute("data-value")),
      })),
    );
    const rows = await tableIn(sales);
    const written = (column: number) =>
      rows.flatMap((row) => {
        const money = /^€[\d.]+/.exec(row[column] ?? "")?.[0];
        return money && money !== "€0.00" ? [{ hour: row[0]?.replace(":00", "/0"), money }] : [];
      });

    expect(bars).toEqual([
      { hour: "8/0", cents: 3110 },
      { hour: "9/0", cents: 5515 },
      { hour: "14/0", cents: 560 },
    ]);
    expect(written(1)).toEqual(bars.map(({ hour, cents }) => ({ hour, money: euros(cents) })));
    expect(written(2)).toEqual(before.map(({ hour, cents }) => ({ hour, money: euros(cents) })));
    expect(rows.find(([hour]) => hour === "14:00")?.[1]).toBe("€5.60 so far");
    expect(rows.find(([hour]) => hour === "15:00")?.[1]).toBe("to come");

    const table = sales.getByRole("table", { name: "Revenue by the hour" });
    expect((await table.boundingBox())?.width).toBeGreaterThan(0);
    await sales.getByRole("button", { name: "As a table: Revenue by the hour" }).click();
    await expect
      .poll(async () => (await sales.locator(".chart-table").boundingBox())?.width)
      .toBeGreaterThan(200);
    expect(await tableIn(sales)).toEqual(rows);
    await expect(sales.locator(".sales-chart").isVisible()).resolves.toBe(false);
    expect(await office.violations()).toEqual([]);
    await sales.getByRole("button", { name: "As a chart: Revenue by the hour" }).click();
    await sales.locator(".sales-chart").waitFor();
  });

  test("minutes and shares of the other drawings are in their tables", async () => {
    const office = await openDay();
    const demand = panel(office, "Demand now");
    const drawn = await demand.locator(".line-viewed").getAttribute("data-values");
    const rows = await tableIn(demand);

    expect(rows).toHaveLength(60);
    expect(rows.filter(([, viewed]) => viewed !== "not counted yet").map(([, viewed]) => viewed)).toEqual(
      drawn?.split(" "),
    );
    expect(rows.find(([, , added]) => added === "4")?.[0]).toBe("14:10");
    const test = panel(office, "A/B test");
    expect(await tableIn(test)).toEqual([
      ["counter", "4,000", "400", "10%", "9.1% to 11%"],
      ["sweets first", "4,000", "520", "13%", "12% to 14.1%"],
    ]);
    await test.getByText(/brings more orders than counter: \+3 points/).waitFor();
  });

  test("a chart is read hour by hour with the arrow keys", async () => {
    const office = await openDay();
    const { page } = office;
    const hours = panel(office, "Sales").getByRole("slider", { name: "Hour" });
    await panel(office, "Sales").getByRole("button", { name: "As a table: Revenue by the hour" }).focus();
    await page.keyboard.press("Tab");
    expect(await hours.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press("Home");
    await expect.poll(() => hours.getAttribute("aria-valuetext")).toBe("7:00: €0.00, a week before €0.00");
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => hours.getAttribute("aria-valuetext")).toBe("8:00: €31.10, a week before €30.00");
    const tip = panel(office, "Sales").locator(".chart-tip");
    expect(await tip.textContent()).toBe("8:00€31.10a week before €30.00+4%");
    await page.keyboard.press("Escape");
    await tip.waitFor({ state: "detached" });
    await page.keyboard.press("End");
    await expect.poll(() => hours.getAttribute("aria-valuetext")).toBe("18:00: to come, a week before €0.00");
  });

  test("store and day are in the address, and a reload shows the same", async () => {
    const office = await openDay();
    const { page } = office;
    await page.getByRole("radio", { name: "Mitte" }).press("Space");
    await total(office, "€79.45").waitFor();
    await office.press(/^Day before/);
    await office.press(/^Day before/);
    await expect.poll(() => new URL(page.url()).search).toBe("?store=store-1&day=2026-10-30");
    await page.reload();
    await panel(office, "Sales").getByText("Fri 30 Oct", { exact: true }).waitFor();
    expect(await page.getByRole("radio", { name: "Mitte" }).isChecked()).toBe(true);
    await office.press("Today");
    await total(office, "€79.45").waitFor();
    await page.goBack();
    await expect.poll(() => new URL(page.url()).searchParams.get("day")).toBe("2026-10-30");
    await page.goto(stage.url("/office?store=store-77&day=tomorrow"));
    await total(office, "€91.85").waitFor();
    expect(await page.getByLabel("Day of the sales").inputValue()).toBe(officeDay);
  });

  test("the parts of the office are found by their names, and by keyboard", async () => {
    const office = await openDay();
    const { page } = office;
    const ways = page.getByRole("navigation", { name: "In the office" });
    expect(await ways.getByRole("link").allTextContents()).toEqual([
      "Sales",
      "Demand",
      "Low stock2 to look at",
      "A/B test",
      "Disputes1 to look at",
      "Menu",
      "Schedules",
      "Audits1 to look at",
    ]);
    await ways.getByRole("link", { name: "Audits" }).press("Enter");
    await expect.poll(() => new URL(page.url()).hash).toBe("#audits");
    await expect
      .poll(() =>
        panel(office, "Last audit").evaluate((element) => element.getBoundingClientRect().top < innerHeight),
      )
      .toBe(true);
    await expect
      .poll(() => ways.getByRole("link", { name: "Audits" }).getAttribute("aria-current"))
      .toBe("location");
    for (const name of panels) await panel(office, name).getByRole("heading", { level: 2 }).waitFor();
  });

  test("what is empty says so, part by part", async () => {
    const office = await openDay({}, "/office", aQuietDay);
    const said = {
      Sales: /Nothing was sold on this day, nor a week before/,
      "Demand now": /Nobody has looked at anything for an hour/,
      "Low stock": /Nothing is running out/,
      "A/B test": /No visit was part of an experiment yet/,
      Disputes: /Nobody wants their money back/,
      Menu: /No menu was imported yet/,
      "Last audit": /The first one is tonight/,
    };
    for (const [name, words] of Object.entries(said)) await panel(office, name).getByText(words).waitFor();
    expect(await office.violations()).toEqual([]);
    await office.picture("office-empty", { fullPage: true });
  });

  test("each part says that it does not come, and comes when it is asked for again", async () => {
    const office = await stage.staff({}, "/office");
    let isBroken = true;
    await showDay(office.page, aDay, (topic, route) =>
      isBroken && topic !== "closings"
        ? route.fulfill({ status: 400, json: { title: "Bad Request", status: 400, detail: `no ${topic}` } })
        : undefined,
    );
    const broken = panels.filter((name) => name !== "Schedules");
    for (const name of broken) await panel(office, name).getByRole("button", { name: "Try again" }).waitFor();
    expect(await office.violations()).toEqual([]);
    await office.picture("office-broken", { fullPage: true });
    isBroken = false;
    for (const name of broken) await panel(office, name).getByRole("button", { name: "Try again" }).click();
    await total(office, "€91.85").waitFor();
    for (const name of panels)
      await expect.poll(() => panel(office, name).getByRole("button", { name: "Try again" }).count()).toBe(0);
  });

  test("what is on its way is busy, and there is no sign of it being empty", async () => {
    const office = await stage.staff({}, "/office");
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    await showDay(office.page, aDay, (topic, route) =>
      topic === "disputes"
        ? answered.then(() => route.fulfill({ json: aDay.disputes?.(new URLSearchParams()) ?? {} }))
        : undefined,
    );
    const disputes = panel(office, "Disputes");
    await expect.poll(() => disputes.getAttribute("aria-busy")).toBe("true");
    expect(await disputes.locator(".skeleton").count()).toBeGreaterThan(0);
    expect(await disputes.getByText("Nobody wants their money back").count()).toBe(0);
    answer();
    await disputes.getByText("Says they never got it.").waitFor();
    expect(await disputes.getAttribute("aria-busy")).toBe("false");
  });

  test("offline, each part says of when it is, and is live again afterwards", async () => {
    const office = await openDay();
    await office.see("Live");
    await office.context.setOffline(true);
    for (const name of panels)
      await panel(office, name)
        .getByText(/^as of /)
        .waitFor();
    await total(office, "€91.85").waitFor();
    expect(await office.violations()).toEqual([]);
    await office.context.setOffline(false);
    for (const name of panels)
      await expect
        .poll(() =>
          panel(office, name)
            .getByText(/^as of /)
            .count(),
        )
        .toBe(0);
    await office.see("Live");
  });

  test("what runs out and what is sold shows by itself", async () => {
    const [office, customer] = await Promise.all([stage.staff({}, "/office"), stage.bakery.signUp()]);
    await office.see("Live");
    const gateau = "black-forest-gateau";
    const menu = (await (await fetch(`${stage.bakery.outputs.apiUrl}/stores/store-1/menu`)).json()) as {
      items: { sku: string; name: string; priceCents: number; onHand: number }[];
    };
    const product = menu.items.find(({ sku }) => sku === gateau) ?? menu.items[0]!;
    const low = panel(office, "Low stock").locator(`[data-sku="${product.sku}"]`);
    expect(await low.count()).toBe(0);
    let left = product.onHand;
    while (left > 2) {
      const quantity = Math.min(10, left - 2);
      left -= quantity;
      const lines = [{ sku: product.sku, quantity, unitPriceCents: product.priceCents }];
      await customer.decided(await customer.place({ lines }));
    }
    await low.getByText("2 left").waitFor();
    await panel(office, "Sales").locator(".bar-now").first().waitFor();
  });

  test.each([320, 390, 640, 834, 1024, 1280, 1440, 1920])(
    "nothing is wider than a screen of %d",
    async (width) => {
      const office = await openDay(
        width < 600 ? { ...phone, viewport: { width, height: 740 } } : { viewport: { width, height: 900 } },
      );
      await office.button(/^As a table: Revenue/).click();
      expect(await office.page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      await office.button(/^As a chart: Revenue/).click();
      expect(await office.page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    },
  );

  test.each([
    ["light", {}],
    ["dark", dark],
    ["phone", phone],
    ["phone-dark", { ...phone, ...dark }],
  ])("a day at the office is sound and as it should be: %s", async (look, options) => {
    const office = await openDay(options);
    await panel(office, "Demand now").locator(".demand-chart").waitFor();
    await office.picture(`${look}-office-day`, { fullPage: true });
    expect(await office.violations()).toEqual([]);
  });
};
