import {
  anOrder,
  type Bakery,
  type Customer,
  checkInvariants,
  newOrderId,
  openBakery,
  settle,
  smallMenu,
} from "@sourdough/test-kit";
import { afterAll, beforeAll, expect, test } from "vitest";

let bakery: Bakery;
let ann: Customer;
let bob: Customer;

beforeAll(async () => {
  bakery = await openBakery();
  [ann, bob] = await Promise.all([bakery.signUp(), bakery.signUp({ phone: "+4915112345678" })]);
});
afterAll(() => bakery?.stop());

const cakes = (quantity: number) => ({ lines: [{ sku: "wedding-cake", quantity, unitPriceCents: 9900 }] });
const onHand = async (sku: string) =>
  (await bakery.items("inventory")).find(
    ({ entity, storeId, ...item }) => entity === "stock" && storeId === "store-1" && item.sku === sku,
  )?.onHand;
const notification = (kind: "email" | "sms", to: string, about: string) =>
  bakery.until(`${kind} to ${to} about ${about}`, () =>
    bakery
      .letters()
      .find(
        (one) => one.kind === kind && one.to === to && (one.subject ?? one.text).includes(about.slice(-6)),
      ),
  );

test("confirms an order while the customer watches, and says so by e-mail", async () => {
  const orderId = newOrderId();
  const channel = await ann.follow(`/orders/${ann.customerId}/${orderId}`);
  const before = await onHand("butter-croissant");
  const lines = [{ sku: "butter-croissant", quantity: 3, unitPriceCents: 280 }];
  const response = await ann.request("PUT", `/orders/${orderId}`, anOrder({ lines }));

  expect(response.status).toBe(202);
  await expect(response.json()).resolves.toEqual({ orderId, status: "RECEIVED" });
  await bakery.until("two messages on the channel", () => channel.messages.length >= 2);
  expect(channel.messages).toMatchObject([
    { orderId, status: "PENDING", sequence: 1 },
    { orderId, status: "CONFIRMED", sequence: 2 },
  ]);
  channel.close();
  await expect(ann.order(orderId)).resolves.toMatchObject({
    status: "CONFIRMED",
    sequence: 2,
    lines,
    totalCents: 840,
  });
  await expect(notification("email", ann.email, orderId)).resolves.toMatchObject({
    subject: expect.stringContaining("is confirmed"),
    text: expect.stringContaining("8.40"),
  });
  await settle(bakery);
  await expect(onHand("butter-croissant")).resolves.toBe(Number(before) - 3);
  expect(bakery.money(orderId)).toMatchObject({ authorizations: 1, captured: 840 });
});

test("rejects an order whose card is declined, and gives the pieces back", async () => {
  const before = await onHand("wedding-cake");
  const orderId = await bob.place({ ...cakes(1), paymentMethodId: "pm_card_chargeDeclined" });

  await expect(bob.decided(orderId)).resolves.toMatchObject({
    status: "REJECTED",
    reason: "payment_declined",
    sequence: 2,
  });
  await expect(notification("email", bob.email, orderId)).resolves.toMatchObject({
    text: expect.stringContaining("your card was declined"),
  });
  await notification("sms", "+4915112345678", orderId);
  await settle(bakery);
  await expect(onHand("wedding-cake")).resolves.toBe(before);
  expect(bakery.money(orderId)).toMatchObject({ authorizations: 0, held: 0 });
});

test.each([
  ["a product nobody bakes", { sku: "moon-cake", quantity: 1, unitPriceCents: 100 }, "unknown_product"],
  ["a product that is sold out", { sku: "simit", quantity: 1, unitPriceCents: 250 }, "sold_out"],
  ["more pieces than there are", { sku: "wedding-cake", quantity: 4, unitPriceCents: 9900 }, "sold_out"],
  ["a price of yesterday", { sku: "country-loaf", quantity: 1, unitPriceCents: 590 }, "price_changed"],
  [
    "more than one order may cost",
    { sku: "wedding-cake", quantity: 11, unitPriceCents: 9900 },
    "limit_exceeded",
  ],
])("rejects %s", async (_, line, reason) => {
  const channel = await ann.follow(`/orders/${ann.customerId}/*`);
  const orderId = await ann.place({ lines: [line] });

  await expect(ann.decided(orderId)).resolves.toMatchObject({ status: "REJECTED", reason });
  await bakery.until("the reason is on the channel", () => channel.messages.length >= 2);
  channel.close();
  expect(channel.messages).toMatchObject([
    { orderId, status: "PENDING" },
    { orderId, status: "REJECTED", reason },
  ]);
});

test("sells at the new price as soon as the menu has it", async () => {
  const dearer = (priceCents: number) => ({
    ...smallMenu,
    products: smallMenu.products.map((product) =>
      product.sku === "country-loaf" ? { ...product, priceCents } : product,
    ),
  });
  const loaf = (unitPriceCents: number) => ({
    lines: [{ sku: "country-loaf", quantity: 1, unitPriceCents }],
  });
  await bakery.deliver(dearer(650));
  const [late, current] = await Promise.all([ann.place(loaf(620)), ann.place(loaf(650))]);

  await expect(ann.decided(late)).resolves.toMatchObject({ reason: "price_changed" });
  await expect(ann.decided(current)).resolves.toMatchObject({ status: "CONFIRMED", totalCents: 650 });
});

test("does not sell what was taken off the menu, until it is on it again", async () => {
  const isListed = async () =>
    (await bakery.items("orders")).find(({ entity, sku }) => entity === "menuItem" && sku === "country-loaf")
      ?.listed;
  const changes = () => bakery.published.filter((event) => event["detail-type"] === "MenuItemChanged").length;
  const loaf = { lines: [{ sku: "country-loaf", quantity: 1, unitPriceCents: 620 }] };
  const others = smallMenu.products.filter(({ sku }) => sku !== "country-loaf");
  await bakery.deliver({ ...smallMenu, products: others });
  await bakery.until("it is off the menu", async () => (await isListed()) === false);
  await expect(ann.decided(await ann.place(loaf))).resolves.toMatchObject({ reason: "unknown_product" });

  await bakery.deliver(smallMenu);
  await bakery.until("it is on the menu", isListed);
  const before = changes();
  await bakery.deliver(smallMenu);
  await expect(ann.decided(await ann.place(loaf))).resolves.toMatchObject({ status: "CONFIRMED" });
  expect(changes()).toBe(before);
});

test("confirms an order of fifty products, the most there may be", async () => {
  const fifty = Array.from({ length: 50 }, (_, index) => ({
    ...smallMenu.products[0]!,
    sku: `roll-${index + 1}`,
  }));
  await bakery.deliver({ ...smallMenu, products: [...smallMenu.products, ...fifty] });
  const lines = fifty.map(({ sku, priceCents }) => ({ sku, quantity: 2, unitPriceCents: priceCents }));
  const orderId = await ann.place({ lines });

  await expect(ann.decided(orderId)).resolves.toMatchObject({
    status: "CONFIRMED",
    lines,
    totalCents: 28_000,
  });
  await settle(bakery);
  await expect(onHand("roll-50")).resolves.toBe(9998);
});

test("takes a body whose content type names its characters", async () => {
  const orderId = newOrderId();
  const headers = { "content-type": "application/json; charset=utf-8" };
  const response = await ann.request("PUT", `/orders/${orderId}`, anOrder(), headers);

  expect(response.status).toBe(202);
  await expect(ann.decided(orderId)).resolves.toMatchObject({ status: "CONFIRMED" });
});

test.each([
  ["encoded", (id: string) => id.replace("-", "%2D")],
  ["with a slash after it", (id: string) => `${id}/`],
])("takes an order id %s for what it is", async (_, written) => {
  const orderId = newOrderId();
  const response = await ann.request("PUT", `/orders/${written(orderId)}`, anOrder());

  expect(response.status).toBe(202);
  await expect(response.json()).resolves.toEqual({ orderId, status: "RECEIVED" });
  await expect(ann.decided(orderId)).resolves.toMatchObject({ orderId, status: "CONFIRMED" });
  expect((await ann.request("GET", `/orders/${written(orderId)}`)).status).toBe(200);
});

test("stores of two values of a key the one that was checked", async () => {
  const orderId = newOrderId();
  const twice = JSON.stringify(anOrder()).replace("{", '{"storeId":"nowhere","paymentMethodId":7,');
  const response = await ann.request("PUT", `/orders/${orderId}`, twice);

  expect(response.status).toBe(202);
  await expect(ann.decided(orderId)).resolves.toMatchObject({ storeId: "store-1", status: "CONFIRMED" });
});

test("takes the first body of a repeated request", async () => {
  const orderId = newOrderId();
  await ann.place({}, orderId);
  await ann.place({}, orderId);
  await ann.place(cakes(2), orderId);
  await ann.decided(orderId);
  await ann.place(cakes(2), orderId);
  await settle(bakery);

  await expect(ann.order(orderId)).resolves.toMatchObject({
    status: "CONFIRMED",
    sequence: 2,
    totalCents: 280,
  });
  expect(bakery.money(orderId)).toMatchObject({ authorizations: 1, captured: 280 });
});

test("sells the last pieces once", async () => {
  const orderIds = await Promise.all([ann, bob, ann, bob, ann].map((customer) => customer.place(cakes(1))));
  const found = await Promise.all(
    orderIds.map((orderId, index) => (index % 2 === 0 ? ann : bob).decided(orderId)),
  );

  expect(found.map(({ status, reason }) => reason ?? status).sort()).toEqual([
    "CONFIRMED",
    "CONFIRMED",
    "CONFIRMED",
    "sold_out",
    "sold_out",
  ]);
});

test("keeps an order from everybody else", async () => {
  const orderId = await ann.place();
  await ann.decided(orderId);
  const response = await bob.request("GET", `/orders/${orderId}`);

  expect(response.status).toBe(404);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  await expect(response.json()).resolves.toMatchObject({ status: 404, code: "orders.not_found" });
  await expect(bob.follow(`/orders/${ann.customerId}/${orderId}`)).rejects.toThrow("refused");
  await expect(bob.follow(`/orders/${ann.customerId}/*`)).rejects.toThrow("refused");
  await expect(bob.follow("/orders/*")).rejects.toThrow("refused");
});

test("rejects an order under another customer's id, and says so to its sender alone", async () => {
  const orderId = await ann.place();
  const owned = await ann.decided(orderId);
  const [owner, sender] = await Promise.all(
    [ann, bob].map((who) => who.follow(`/orders/${who.customerId}/*`)),
  );
  const put = () => bob.request("PUT", `/orders/${orderId}`, anOrder(cakes(1)));
  const answers = await Promise.all([put(), put()]);
  const rejected = await bob.decided(orderId);
  await bakery.until("its sender heard of it", () => sender!.messages.length > 0);
  answers.push(await put());
  await ann.place({}, orderId);
  await settle(bakery);

  expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
  expect(rejected).toMatchObject({ status: "REJECTED", reason: "id_taken", sequence: 1, totalCents: 9900 });
  expect(JSON.stringify(rejected)).not.toContain(ann.customerId);
  const { status, reason, sequence, updatedAt: at } = rejected;
  expect(sender!.messages).toEqual([{ orderId, status, reason, sequence, at }]);
  expect(owner!.messages).toEqual([]);
  await expect(ann.order(orderId)).resolves.toEqual(owned);
  await expect(bob.order(orderId)).resolves.toEqual(rejected);
  expect((await bob.request("POST", `/orders/${orderId}/cancel`)).status).toBe(409);
  expect(bakery.money(orderId)).toMatchObject({ authorizations: 1, captured: 280 });
});

test("gives an id that two customers choose at once to one of them", async () => {
  const orderId = newOrderId();
  const both = [ann, bob];
  await Promise.all(both.map((who) => who.request("PUT", `/orders/${orderId}`, anOrder())));
  const found = await Promise.all(both.map((who) => who.decided(orderId)));
  await settle(bakery);

  expect(found.map(({ status, reason }) => reason ?? status).sort()).toEqual(["CONFIRMED", "id_taken"]);
  expect(bakery.money(orderId)).toMatchObject({ authorizations: 1, captured: 280 });
});

test("keeps the invariants through all of this", async () => {
  await settle(bakery);
  await checkInvariants(bakery);
});
