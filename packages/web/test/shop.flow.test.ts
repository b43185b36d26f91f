import { bakery as menu } from "@sourdough/inventory/src/menu/bakery.ts";
import { type Delivery, noFaults } from "@sourdough/local-cloud/src/core/faults.ts";
import { type Bakery, openBakery, settle } from "@sourdough/test-kit";
import type { Browser, WebSocketRoute } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "./browser.ts";
import { dark, openShop, phone, type Shop } from "./shop-page.ts";

let bakery: Bakery;
let browser: Browser;
let shop: Shop;

beforeAll(async () => {
  [bakery, browser] = await Promise.all([openBakery(), launchBrowser()]);
  await Promise.all([bakery.deliver(menu), bakery.local.sitesReady()]);
});
afterEach(async () => {
  bakery.local.faults.delivery = noFaults().delivery;
  expect(shop.faults).toEqual([]);
  await shop.close();
});
afterAll(async () => {
  await browser?.close();
  await bakery?.stop();
});

const open = async (options = {}, path = "") => {
  shop = await openShop(browser, `${bakery.local.outputs.webUrl}${path}`, options);
  return shop;
};
const orderIdOf = ({ page }: Shop) => page.url().split("/").at(-1)!;

test("a newcomer orders three croissants and sees the order confirmed, without a reload", async () => {
  const { page, add, order, signUp, heading, timeline, picture } = await open();
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  await add("Butter croissant", 3);
  await order();
  await signUp();
  await heading("It is yours.");

  await expect
    .poll(timeline)
    .toEqual(["RECEIVED done", "PENDING done", "CONFIRMED now", "READY next", "COLLECTED next"]);
  expect(await page.locator(".timeline time").count()).toBe(3);
  expect(await page.evaluate(() => "sameDocument" in window)).toBe(true);
  await picture("order-confirmed");
  await expect
    .poll(async () => (await bakery.items("orders")).find((item) => item.orderId === orderIdOf(shop)))
    .toMatchObject({ status: "CONFIRMED", totalCents: 840 });
});

test("a declined card says why, and the pieces are back on the shelf", async () => {
  const { add, order, pay, signUp, heading, see, press, timeline, page, picture } = await open();
  await add("Panettone", 2);
  await pay("Declining card");
  await order();
  await signUp();
  await heading("Not this time.");
  await see("Your bank declined the card.");
  await expect.poll(timeline).toEqual(["RECEIVED done", "PENDING done", "REJECTED failed"]);
  await picture("order-rejected");

  await settle(bakery);
  await press(/choose another card/);
  await expect
    .poll(() => page.locator("li.product", { hasText: "Panettone" }).textContent())
    .toContain("12 left");
  await order();
  await heading("It is yours.");
});

test("what was sold meanwhile is said, and the rest can be ordered", async () => {
  const { add, order, signUp, heading, see, press, page } = await open();
  await page.getByLabel("Altona").check({ force: true });
  await see("Only 2 left");
  await add("Opera cake", 2);
  const other = await bakery.signUp();
  const lines = [{ sku: "opera-cake", quantity: 1, unitPriceCents: 560 }];
  await other.decided(await other.place({ storeId: "store-2", lines }));
  await order();
  await signUp();
  await heading("Not this time.");
  await see(/Somebody was faster/);

  await press(/See what is left/);
  await see("Only 1 left.");
  await press("Take 1");
  await order();
  await heading("It is yours.");
});

test("an order made offline is kept, and sent once under the same id", async () => {
  const { add, order, signUp, press, heading, see, context } = await open();
  await press("Sign in");
  await signUp();
  await add("Country loaf");
  await context.setOffline(true);
  await order();
  await heading("Not sent yet.");
  await see(/sent once you are online again/);
  const orderId = orderIdOf(shop);
  await context.setOffline(false);
  await heading("It is yours.");
  const orders = (await bakery.items("orders")).filter((item) => item.orderId === orderId && item.lines);
  expect(orders).toHaveLength(1);
});

test("a dropped connection is said and bridged", async () => {
  const { page, add, order, press, signUp, heading, see } = await open();
  const sockets = new Set<WebSocketRoute>();
  let broken = false;
  await page.routeWebSocket(/\/event\/realtime$/, (socket) => {
    if (broken) void socket.close();
    else {
      socket.connectToServer();
      sockets.add(socket);
    }
  });
  await press("Sign in");
  await signUp();
  bakery.local.faults.delivery = ({ service, to }: Delivery) =>
    service === "events" && to.includes("AuthorizePayment") ? [60_000] : [0];
  await add("Baguette de tradition");
  await order();
  await heading("Checking the shelf and your card.");
  await see("Live");
  broken = true;
  for (const socket of sockets) await socket.close();
  await see(/^Reconnecting/);
  await bakery.quiet();
  bakery.local.clock.advance(60_000);
  await heading("It is yours.");

  broken = false;
  await see("Live");
});

test("an order of somebody else cannot be found", async () => {
  const other = await bakery.signUp();
  const orderId = await other.place();
  const { press, signUp, heading, goTo } = await open({}, `/orders/${orderId}`);
  await heading("Whose order is this?");
  await press("Sign in");
  await signUp();
  await heading("We cannot find this order.");
  await goTo("See your orders");
  await heading("Your orders");
});

test("a session that ended asks to sign in, and goes on where it was", async () => {
  const { press, signUp, signIn, add, order, heading, page } = await open();
  await press("Sign in");
  await signUp();
  await page.getByRole("button", { name: "Sign out" }).waitFor();
  await add("Focaccia with sea salt");
  await page.evaluate(() => {
    for (const key of Object.keys(localStorage)) if (key.startsWith("Cognito")) localStorage.removeItem(key);
  });
  await order();
  await heading("Not sent yet.");
  await press("Sign in and send");
  await signIn();
  await heading("It is yours.");
});

test("a menu that does not come can be asked for again", async () => {
  const { page, see, press, picture } = await open();
  await see("Country loaf");
  await page.route("**/api/stores/*/menu", (route) => route.fulfill({ status: 500, body: "{}" }));
  await page.reload();
  await see("The menu is not here");
  await picture("menu-problem");

  await page.unroute("**/api/stores/*/menu");
  await press("Try again");
  await see("Country loaf");
});

test("the menu can be searched, and rid of what one must not eat", async () => {
  const { page, see } = await open();
  await see("Country loaf");
  const names = () => page.locator("li.product h3").allTextContents();
  await page.getByLabel("Search the menu").fill("brulee");
  expect(await names()).toEqual(["Crème brûlée tart"]);
  await page.getByLabel("Search the menu").fill("croissant");
  await page.getByText("Without…").click();
  await page.getByLabel("nuts", { exact: true }).check();
  expect(await names()).toEqual(["Butter croissant"]);
  await page.getByLabel("Search the menu").fill("pizza");
  await see("Nothing on the shelf for that");
});

test.each([
  ["light", {}],
  ["dark", dark],
  ["phone", phone],
])("looks as it should: %s", async (look, options) => {
  const { add, order, openBasket, signUp, heading, see, picture, page } = await open(options);
  await see("Country loaf");
  await picture(`${look}-menu`);
  await add("Butter croissant", 3);
  await add("Cardamom bun");
  if (look === "phone") await openBasket();
  await picture(`${look}-basket`);
  await order();
  await page.getByLabel("Password").waitFor();
  await picture(`${look}-account`);
  await signUp();
  await heading("It is yours.");
  await picture(`${look}-order`);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  await page.getByRole("link", { name: "Orders", exact: true }).click();
  await see("Confirmed");
  await picture(`${look}-orders`);
});
