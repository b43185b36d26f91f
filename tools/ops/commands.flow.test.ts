import { type Bakery, type Customer, openBakery } from "@sourdough/test-kit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Args, type Command, openOut } from "./command.ts";
import { dlq } from "./dlq.ts";
import type { Story } from "./order/story.ts";
import { order } from "./order.ts";
import { putEvent } from "./put-event.ts";
import { tail } from "./tail.ts";
import { localTarget, type Target } from "./target.ts";

let bakery: Bakery;
let target: Target;
let ann: Customer;

beforeAll(async () => {
  bakery = await openBakery();
  target = localTarget(bakery.outputs);
  ann = await bakery.signUp();
});
afterAll(() => bakery?.stop());

/** What a command answers with `--json`. */
const answer = async <Result>(command: Command, positionals: string[], values: Args["values"] = {}) => {
  const out = openOut(true);
  const args = { positionals, values };
  command.check?.(args);
  const ok = await command.run(target, args, out);
  return { ok, result: out.value as Result };
};

test("the story of an order has all that happened to it, in order of time, and not who placed it", async () => {
  const orderId = await ann.place();
  await ann.decided(orderId);
  await bakery.until("the customer is told", () => bakery.letters().length > 0);
  await bakery.quiet();

  const { result: story } = await answer<Story>(order, [orderId]);
  expect(story).toMatchObject({ orderId, order: { status: "CONFIRMED" }, reservation: { status: "SOLD" } });
  const times = story.happenings.map(({ at }) => at);
  expect(times).toEqual([...times].sort());
  const what = (where: string) =>
    story.happenings.filter((one) => one.where === where).map((one) => one.what);
  expect(what("event").join("\n")).toMatch(
    /OrderPlaced v2[\s\S]*StockReserved[\s\S]*PaymentAuthorized[\s\S]*OrderConfirmed/,
  );
  expect(what("ledger").join()).toContain("pi_");
  expect(what("execution").length).toBeGreaterThan(4);
  expect(what("message").join()).toMatch(/email about .*: SENT/);
  expect(what("log").join()).toContain("PlaceOrder: ");
  expect(JSON.stringify(story)).not.toContain(ann.email);

  const { result: lines } = await answer<{ function: string; line: object }[]>(tail, ["placeorder"], {
    filter: `"${orderId}"`,
  });
  expect(lines.length).toBeGreaterThan(0);
  expect(new Set(lines.map((line) => line.function))).toEqual(new Set(["PlaceOrder"]));
  expect(JSON.stringify(lines[0])).toContain(orderId);
  expect((await answer<object[]>(tail, [], { filter: '{ $.level = "ERROR" }' })).result).toEqual([]);
  await expect(answer(tail, ["BakeBread"])).rejects.toThrow(/no function "BakeBread"; it has .*PlaceOrder/);
});

test("an order that nobody placed is an error that says where to look", async () => {
  await expect(answer(order, ["ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A"])).rejects.toThrow(
    /Nobody placed ord-.*dlq show PlaceOrder/,
  );
});

test("an event made from its example reaches whom it says", async () => {
  const set = ["data.sku=butter-croissant", "data.priceCents=290", "metadata.sequence=4000000000"];
  const dry = await answer<{ reaches: { rule: string }[] }>(putEvent, ["MenuItemChanged"], {
    set,
    "dry-run": true,
  });
  expect(dry.result.reaches.map(({ rule }) => rule)).toContain("sourdough-local-MenuItems");
  expect(
    bakery.published.filter((event) => event.detail.metadata.correlationId === "console-MenuItemChanged"),
  ).toEqual([]);

  await answer(putEvent, ["MenuItemChanged"], { set });
  await bakery.until("the price is another", async () =>
    (await bakery.items("orders")).some(
      ({ entity, sku, priceCents }) =>
        entity === "menuItem" && sku === "butter-croissant" && priceCents === 290,
    ),
  );
});

test("an event that would break its contract is refused, and says where", () => {
  expect(() =>
    putEvent.check?.({ positionals: ["MenuItemChanged"], values: { set: ["data.priceCents=much"] } }),
  ).toThrow(/would break its contract, and nothing was put on the bus: detail.data.priceCents/);
});

test("empty queues are well, and those with messages are not", async () => {
  expect(await answer(dlq, ["list"])).toEqual({ ok: true, result: [] });
  await bakery.queue("EmailDeadLetterQueue").send({ source: "sourdough.orders" });
  expect(await answer(dlq, ["list"])).toMatchObject({
    ok: false,
    result: [
      {
        name: "Email",
        visible: 1,
        sources: expect.arrayContaining([
          { kind: "subscription", name: expect.stringContaining("EmailQueue") },
        ]),
      },
    ],
  });
  expect(await answer(dlq, ["show", "email"])).toMatchObject({
    result: [
      {
        contract: { broken: expect.stringContaining("source, detail-type") },
        ageSeconds: expect.any(Number),
      },
    ],
  });
  await expect(answer(dlq, ["show", "Emial"])).rejects.toThrow(
    /no dead-letter queue "Emial"; it has .*Email/,
  );
});
