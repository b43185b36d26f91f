import { anOrder, type Bakery, type Customer, newOrderId, openBakery, settle } from "@sourdough/test-kit";
import { launchBrowser } from "@sourdough/web/test/browser.ts";
import type { Browser, BrowserContextOptions } from "playwright-core";
import type { EventCatalogue } from "sourdough-local/console-api";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type ConsolePage, dark, openConsole, phone } from "./console-page.ts";

let bakery: Bakery;
let browser: Browser;
let ann: Customer;
/** One page for all tests but those that need another screen. */
let desk: ConsolePage;
let others: ConsolePage[] = [];

beforeAll(async () => {
  [bakery, browser] = await Promise.all([openBakery(), launchBrowser()]);
  [ann, desk] = await Promise.all([
    bakery.signUp(),
    openConsole(browser, bakery.outputs.consoleUrl, "#/faults"),
  ]);
});
afterEach(async () => {
  expect([desk, ...others].flatMap(({ faults }) => faults)).toEqual([]);
  await Promise.all(others.map(({ close }) => close()));
  others = [];
});
afterAll(async () => {
  await browser?.close();
  await bakery?.stop();
});

const open = async (view: string) => {
  await desk.go(view);
  return desk;
};

const openOn = async (screen: BrowserContextOptions, view: string) => {
  const page = await openConsole(browser, bakery.outputs.consoleUrl, view, screen);
  others.push(page);
  return page;
};

const orders = async (amount: number, paymentMethodId = "pm_card_visa") => {
  const ids = await Promise.all(Array.from({ length: amount }, () => ann.place({ paymentMethodId })));
  await Promise.all(ids.map((orderId) => ann.decided(orderId)));
  return ids;
};

test("the map shows each service, and lights up as a burst of orders passes", async () => {
  const { page, heading, press, picture, see } = await open("#/map");
  await heading("Map");
  const lanes = page.locator(".lane b");
  await expect
    .poll(() => lanes.allTextContents())
    .toEqual(expect.arrayContaining(["orders", "payments", "inventory", "notifications", "platform"]));
  const card = (name: string) =>
    page
      .getByRole("button", { name: `${name}, `, exact: false })
      .locator(".card")
      .first();
  await expect.poll(() => card("SendSms").getAttribute("data-state")).toBe("never");

  await orders(10);
  for (const name of ["PlaceOrderQueue", "FulfilOrder", "AuthorizePayment", "InventoryTable", "SendEmail"])
    await expect.poll(() => card(name).getAttribute("data-state"), { message: name }).toMatch(/busy|idle/);
  await picture("map-after-a-burst");

  await press(/^FulfilOrder,/);
  await heading("FulfilOrder");
  await see("services/orders/infra.ts");
  expect(page.url()).toContain("#/map/");
  await picture("map-picked");
  await press("List");
  await see("GET /stores/{storeId}/menu");
});

test("an order is found by the beginning of its id, with each hop's payload before and after", async () => {
  const [orderId = ""] = await orders(1);
  const { page, heading, press, see, picture, loaded } = await open("#/traces");
  await loaded();
  await page.keyboard.press("/");
  await page.locator("[role=combobox]:focus").waitFor();
  await page.keyboard.type(orderId.slice(0, 24));
  await page
    .getByRole("option", { name: new RegExp(orderId) })
    .first()
    .waitFor();
  await picture("search");
  await page.keyboard.press("Enter");
  await heading(`PUT /api/orders/${orderId}`);
  await see("FulfilOrder");
  await expect.poll(() => page.getByRole("treeitem").count()).toBeGreaterThan(60);
  await picture("trace");

  const sent = page.getByRole("treeitem", { name: /SendMessage PlaceOrderQueue/ });
  await sent.click();
  await page.getByLabel("After the mapping").getByText(orderId).first().waitFor();
  await picture("trace-hop");
  await press("Side by side");
  await page.getByLabel("Payload before").waitFor();
  await page.getByLabel("Payload after").waitFor();
  await picture("trace-side-by-side");
  await page.keyboard.press("Escape");

  await sent.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await heading("Receive");
  await page.getByLabel("Filter the hops").fill("OrderConfirmed");
  await expect.poll(() => page.getByRole("treeitem").count()).toBeLessThan(60);
});

test("a dead letter says which field is wrong, is repaired and goes back alone or with all others, and its order is confirmed", async () => {
  const orderId = newOrderId();
  const request = (quantity: number, of = orderId) => ({
    metadata: {
      correlationId: of,
      causationId: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
      traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
      requestedAt: bakery.now(),
    },
    data: {
      orderId: of,
      customer: { customerId: ann.customerId, email: ann.email },
      order: anOrder({ lines: [{ sku: "butter-croissant", quantity, unitPriceCents: 280 }] }),
    },
  });
  const others = [newOrderId(), newOrderId()];
  await Promise.all([orderId, ...others].map((of) => bakery.queue("PlaceOrderQueue").send(request(-2, of))));
  await settle(bakery);

  const { page, see, press, picture, go, violations } = await open("#/map");
  await page.getByRole("button", { name: /^PlaceOrderQueue, 3 dead letters, queue in orders$/ }).waitFor();
  expect(await violations(["label-content-name-mismatch"])).toEqual([]);
  await picture("map-dead-letters");

  await go("#/queues");
  await page.getByRole("link", { name: /^PlaceOrderDeadLetterQueue/ }).click();
  await press(new RegExp(orderId));
  await see("InvalidInputError");
  await see(/order\.lines\[?\.?0\]?\.quantity/);
  const editor = page.getByLabel("Body of the message, to repair");
  await editor.getByText("-2", { exact: true }).waitFor();
  await picture("queues-dead-letter");

  await editor.click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.insertText(JSON.stringify(request(2), null, 2));
  await press("Repair and redrive");
  await see("1 message went back to where it came from.");
  await expect(ann.decided(orderId)).resolves.toMatchObject({ status: "CONFIRMED", totalCents: 560 });
  await press("Redrive all 2");
  await see("2 messages went back to where they came from.");
  await see("Nothing has failed for good here.");
  await picture("queues-redriven");
  await go(`#/trace/${orderId}`);
  await see(/^FulfilOrder$/);
});

test("an alarm that fires says what it watches, and what to do about it", async () => {
  await bakery.queue("EmailDeadLetterQueue").send({ source: "sourdough.orders" });
  await bakery.pass(61_000);

  const { page, picture } = await open("#/alarms");
  await page.getByRole("link", { name: /^EmailDeadLetterQueue-dead-letters .*firing$/ }).click();
  const alarm = page.getByRole("article");
  await alarm.getByText("firing", { exact: true }).waitFor();
  await alarm.getByRole("region", { name: "What it watches" }).waitFor();
  const runbook = alarm.getByRole("region", { name: "Runbook" });
  await runbook.getByRole("heading", { name: "What it means" }).waitFor();
  expect(await runbook.textContent()).toContain("docs/runbooks/dead-letters.md");
  await picture("alarms-firing");
});

test("the figures of both forms of FulfilOrder are beside the bill, and which of them runs", async () => {
  await orders(1);
  const { page, see } = await open("#/cost");
  await see("FulfilOrder in two forms");

  const forms = page.getByRole("region", { name: "FulfilOrder in two forms" });
  await expect
    .poll(() => forms.getByRole("columnheader").allTextContents())
    .toEqual(["For an order", "Durable function (runs now)", "State machine"]);
  const million = forms.getByRole("row", { name: /^a million orders/ });
  const [first = "", second = ""] = await million
    .getByRole("cell")
    .filter({ hasText: "$" })
    .allTextContents();
  expect(Number(first.replace(/[^\d.]/g, ""))).toBeLessThan(Number(second.replace(/[^\d.]/g, "")));
});

test("each view answers with what is there, in light and dark, and axe finds nothing serious", async () => {
  const [orderId = ""] = await orders(1);
  await orders(1, "pm_card_chargeDeclined");
  const views: [name: string, at: string, sign: RegExp][] = [
    ["map", "#/map", /^orders$/],
    ["traces", "#/traces", new RegExp(`PUT /orders/${orderId}`)],
    ["trace", `#/trace/${orderId}`, /^FulfilOrder$/],
    ["queues", "#/queues", /^EmailQueue$/],
    ["schedules", "#/schedules", /^Next$/],
    ["archives", "#/archives", /^sourdough-local-bus$/],
    ["tables", "#/tables", /^OrdersTable$/],
    ["buckets", "#/buckets", /^MenuFiles$/],
    ["executions", "#/executions", /^FulfilOrder$/],
    ["logs", `#/logs?q=${orderId}`, /PlaceOrder/],
    ["mailbox", "#/mailbox", /is confirmed/],
    ["events", "#/events", /^OrderPlaced/],
    ["faults", "#/faults", /^All is calm$/],
    ["alarms", "#/alarms", /^Messages that nobody could handle$|^What it means$/],
    ["dashboards", "#/dashboards", /^Placed, answered in time, late$/],
    ["cost", "#/cost", /^By AWS service$/],
    ["no-such-page", "#/nowhere", /no view called nowhere/],
  ];
  // In the dark the page differs by its colours only.
  const night = await openOn(dark, "#/map");
  const looks = [
    { ...desk, suffix: "", rules: undefined },
    { ...night, suffix: "-dark", rules: ["color-contrast"] },
  ];
  for (const [name, at, sign] of views)
    for (const { go, see, loaded, picture, violations, suffix, rules } of looks) {
      await go(at);
      await see(sign);
      await loaded();
      await picture(`${name}${suffix}`);
      expect(await violations(rules), `${name}${suffix}`).toEqual([]);
    }
});

test("on a phone the map is a list, every view fits, and the rest is one tap away", async () => {
  const [orderId = ""] = await orders(1);
  const { page, see, press, go, loaded, picture, heading, violations } = await openOn(phone, "#/map");
  await see("PlaceOrderQueue");
  await picture("map-phone");
  const overflow = (selector: string) =>
    page.evaluate((within) => {
      const element = document.querySelector(within)!;
      return element.scrollWidth - element.clientWidth;
    }, selector);
  expect(await overflow(".outline")).toBe(0);
  await press("More");
  await page.getByRole("link", { name: "Cost" }).filter({ visible: true }).click();
  await heading("Cost");
  for (const view of [
    `trace/${orderId}`,
    "traces",
    "queues",
    "executions",
    "schedules",
    "archives",
    "tables",
    "buckets",
    "mailbox",
    "events",
    "faults",
    "logs",
  ]) {
    await go(`#/${view}`);
    await heading(/./);
    await loaded();
    await picture(`${view.split("/")[0]}-phone`);
    expect(await overflow("main"), view).toBe(0);
    expect(await violations(), view).toEqual([]);
  }
});

test("an event that breaks its contract is refused with the reason, and a good one can be followed", async () => {
  const { page, press, see, picture } = await open("#/events");
  await page.getByRole("link", { name: /^MenuItemChanged/ }).click();
  const editor = page.getByLabel("Detail of MenuItemChanged");
  const catalogue = await fetch(`${bakery.outputs.consoleUrl}/api/events`);
  const { contracts } = (await catalogue.json()) as EventCatalogue;
  const example = contracts.find(({ detailType }) => detailType === "MenuItemChanged")!.examples[0];
  await editor.click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.insertText('{"metadata": {}}');
  await press("Send");
  await page.getByRole("alert").filter({ hasText: "metadata" }).waitFor();
  await picture("events-refused");

  await editor.click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.insertText(JSON.stringify(example));
  await press("Send");
  await see(/^Sent as/);
  await page.getByRole("link", { name: "See what it set off" }).click();
  await page.getByRole("treeitem").first().waitFor();
});

test("faults are set with their seed, shown with the command that repeats them, and calmed", async () => {
  const { page, press, see, heading, picture } = await open("#/faults");
  await page.getByLabel("Seed", { exact: true }).fill("7");
  await page.getByRole("slider", { name: "Duplicate" }).focus();
  for (let step = 0; step < 3; step++) await page.keyboard.press("ArrowRight");
  await press("Apply");
  await heading("Trouble is on");
  await see(/--seed 7/);
  await picture("faults-on");
  await press("Calm down");
  await heading("All is calm");
});

test("says when the local cloud is gone, and keeps what was read", async () => {
  const [orderId = ""] = await orders(1);
  const { page, see, heading, picture, press, go } = await open("#/traces");
  await see("Live");
  await see(`PUT /orders/${orderId}`);
  await page.context().setOffline(true);
  await go(`#/cost/${orderId}`);
  await heading("The local cloud is not running");
  await picture("offline");
  await page.context().setOffline(false);
  await press("Try again");
  await heading("A million journeys like this");

  await bakery.stop();
  await see(/The local cloud does not answer\. What you see is from before/);
  await go("#/traces");
  await see(`PUT /orders/${orderId}`);
  await picture("stopped");
});
