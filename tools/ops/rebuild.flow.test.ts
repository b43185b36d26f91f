import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { DescribeReplayCommand, StartReplayCommand } from "@aws-sdk/client-eventbridge";
import { type Bakery, type Customer, type Item, openBakery, settle } from "@sourdough/test-kit";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openSales, type Progress, rollBack } from "./rebuild/rebuild.ts";
import { findWay } from "./rebuild/replay.ts";
import { salesOf } from "./rebuild.fixture.ts";
import type { Target } from "./target.ts";

let bakery: Bakery;
let target: Target;
let confirmed: ReturnType<typeof salesOf>["confirmed"];
let run: ReturnType<typeof salesOf>["run"];
let ann: Customer;
let baker: Customer;

beforeAll(async () => {
  bakery = await openBakery();
  ann = await bakery.signUp({ phone: "+4915112345678" });
  ({ target, confirmed, run } = salesOf(bakery, ann));
  baker = await bakery.signUp({ group: "staff" });
});
afterEach(() => bakery.faults.clear());
afterAll(() => bakery?.stop());

const cancel = (orderId: string) => ann.request("POST", `/orders/${orderId}/cancel`);

const itemsOf = async (version: number) =>
  (await bakery.items("sales"))
    .filter((item) => item.version === version)
    .map(({ pk, version: _, revision, eventIds, ...item }) => ({
      ...item,
      pk: pk.replace(`v${version}#`, ""),
      ...(eventIds ? { eventIds: [...(eventIds as string[])].sort() } : {}),
    }))
    .sort((one, other) => (`${one.pk} ${one.sk}` < `${other.pk} ${other.sk}` ? -1 : 1));
/** What sums come to; those that are nothing are as good as absent. */
const sumsOf = async (version: number) =>
  (await itemsOf(version)).filter(
    (item: Record<string, unknown>) => item.entity !== "sale" && Number(item.orders ?? item.pieces) > 0,
  );
const others = async () => {
  const tables: Record<string, Item[]> = {};
  for (const service of bakery.services.filter((name) => name !== "sales"))
    tables[service] = (await bakery.items(service)).toSorted((one, other) =>
      `${one.pk} ${one.sk}` < `${other.pk} ${other.sk}` ? -1 : 1,
    );
  return tables;
};

test("a rebuilt version is the live one again, and moves nobody else", async () => {
  const orders = [await confirmed(), await confirmed("store-2", 2), await confirmed("store-2", 3)];
  await cancel(orders[1]!);
  // Fetched, so that no reminder is due later.
  for (const verb of ["ready", "collected"])
    expect((await baker.request("POST", `/orders/${orders[2]}/${verb}`)).status).toBe(200);
  const declined = await ann.place({ paymentMethodId: "pm_card_chargeDeclined" });
  await expect(ann.decided(declined)).resolves.toMatchObject({ status: "REJECTED" });
  await settle(bakery);
  const before = {
    tables: await others(),
    letters: bakery.letters().length,
    published: bakery.published.length,
    money: orders.map((orderId) => bakery.money(orderId)),
  };
  const seen: Progress["step"][] = [];

  const outcome = await run({}, ({ step }) => seen.at(-1) !== step && seen.push(step));

  expect(outcome).toMatchObject({ version: 2, live: 2, differences: [], switched: true });
  expect(outcome.sums).toBeGreaterThan(0);
  expect(seen).toEqual(expect.arrayContaining(["begin", "arrive", "replay", "drain", "compare", "switch"]));
  expect(await itemsOf(2)).toEqual(await itemsOf(1));
  expect(await sumsOf(2)).not.toEqual([]);
  await settle(bakery);
  expect({
    tables: await others(),
    letters: bakery.letters().length,
    published: bakery.published.length,
    money: orders.map((orderId) => bakery.money(orderId)),
  }).toEqual(before);
});

test("a replay of everything to every rule moves nobody, not even the projection", async () => {
  await settle(bakery);
  const before = { tables: await others(), sales: await bakery.items("sales"), letters: bakery.letters() };
  const way = await findWay(target, "SalesProjection");
  const delivered = bakery.hops(({ action }) => action === "Deliver").length;
  await target.events.send(
    new StartReplayCommand({
      ReplayName: "everything",
      EventSourceArn: way.archiveArn,
      EventStartTime: new Date(0),
      EventEndTime: new Date(bakery.now()),
      Destination: { Arn: way.busArn },
    }),
  );
  bakery.advance(1000);
  await bakery.until("it is over", async () => {
    const { State } = await target.events.send(new DescribeReplayCommand({ ReplayName: "everything" }));
    return State === "COMPLETED";
  });
  await settle(bakery);

  const replayed = bakery
    .hops(({ action }) => action === "ReplayEvents")
    .reduce((sum, { input }) => sum + (input as { sizes: number[] }).sizes.length, 0);
  expect(replayed).toBeGreaterThan(30);
  expect(bakery.hops(({ action }) => action === "ReplayEvent").length).toBe(
    bakery.hops(
      ({ action, input }) => action === "ReplayEvent" && /"SalesProjection-v2/.test(JSON.stringify(input)),
    ).length,
  );
  expect(bakery.hops(({ action }) => action === "Deliver").length).toBe(delivered);
  expect({ tables: await others(), sales: await bakery.items("sales"), letters: bakery.letters() }).toEqual(
    before,
  );
});

test("built twice it is the same; the version before is fed, and can be gone back to", async () => {
  const { live } = await (await openSales(target)).versions();
  const outcome = await run();
  expect(outcome).toMatchObject({ version: live + 1, differences: [], switched: true });
  const versions = new Set((await bakery.items("sales")).flatMap(({ version }) => version ?? []));
  expect(versions).toEqual(new Set([live, live + 1]));

  const orderId = await confirmed("store-2", 5);
  await settle(bakery);
  expect(await itemsOf(live)).toEqual(await itemsOf(live + 1));
  expect(JSON.stringify(await itemsOf(live))).toContain(orderId);
  expect(await rollBack(target)).toBe(live);
  const view = await (
    await baker.request("GET", "/office/sales?store=store-2&from=2026-01-01&to=2099-01-01")
  ).json();
  expect(view).toMatchObject({ version: live });
  expect(await rollBack(target)).toBe(live + 1);
});

test("what is sold while it is built is in both versions", async () => {
  const sold: string[] = [];
  const seen = new Set<Progress["step"]>();
  const waiting: Promise<unknown>[] = [];
  const outcome = await run({}, ({ step }) => {
    if (seen.has(step)) return;
    seen.add(step);
    waiting.push(confirmed("store-2").then((orderId) => sold.push(orderId)));
  });
  await Promise.all(waiting);
  await settle(bakery);

  expect(outcome.switched).toBe(true);
  expect(sold.length).toBeGreaterThan(3);
  const { live, previous } = await (await openSales(target)).versions();
  expect(await sumsOf(live)).toEqual(await sumsOf(previous!));
  for (const orderId of sold) expect(JSON.stringify(await itemsOf(live))).toContain(orderId);
});

test("finds what the live version has wrong, and puts it right", async () => {
  const orderId = await confirmed("store-2", 4);
  await settle(bakery);
  const table = await openSales(target);
  const { live } = await table.versions();
  const right = await sumsOf(live);
  const wrong = (await bakery.items("sales")).find(
    (item) => item.version === live && item.entity === "salesOfProduct" && item.storeId === "store-2",
  )!;
  await target.dynamodb.send(
    new UpdateItemCommand({
      TableName: String(bakery.outputs.salesTable),
      Key: { pk: { S: wrong.pk }, sk: { S: wrong.sk } },
      UpdateExpression: "ADD revenueCents :more",
      ExpressionAttributeValues: { ":more": { N: "12345" } },
    }),
  );

  const looked = await run({ noSwitch: true });
  expect(looked).toMatchObject({ switched: false, live });
  expect(looked.differences).toMatchObject([{ storeId: "store-2", sku: "butter-croissant" }]);
  const [difference] = looked.differences;
  expect(difference!.live.revenueCents! - difference!.rebuilt.revenueCents!).toBe(12_345);
  const outcome = await run();
  expect(outcome).toMatchObject({ version: looked.version, switched: true });
  expect(await sumsOf(outcome.version)).toEqual(right);
  expect(JSON.stringify(await itemsOf(outcome.version))).toContain(orderId);
});

test("what is older than it is to count anew is taken over as it is", async () => {
  await confirmed("store-1", 7);
  await settle(bakery);
  bakery.advance(2 * 3_600_000);
  const from = new Date(bakery.now());
  const late = await confirmed("store-1", 8);
  await settle(bakery);

  const outcome = await run({ from });

  expect(outcome).toMatchObject({ differences: [], switched: true });
  expect(outcome.carriedOver).toBeGreaterThan(4);
  const { live, previous } = await (await openSales(target)).versions();
  expect(await sumsOf(live)).toEqual(await sumsOf(previous!));
  expect(JSON.stringify(await itemsOf(live))).toContain(late);
});

test("two that are run at once build one version", async () => {
  const { last } = await (await openSales(target)).versions();
  const outcomes = await Promise.all([run(), run()]);

  expect(outcomes.map(({ version, switched }) => ({ version, switched }))).toEqual([
    { version: last + 1, switched: true },
    { version: last + 1, switched: true },
  ]);
  const { live, previous } = await (await openSales(target)).versions();
  expect(live).toBe(last + 1);
  expect(await sumsOf(live)).toEqual(await sumsOf(previous!));
});

test.each(["begin", "arrive", "replay", "drain", "carryOver", "compare", "switch", "forget"] as const)(
  "one that is killed before %s is gone on with by the next",
  async (step) => {
    const { last } = await (await openSales(target)).versions();
    const killed = run({}, (now) => {
      if (now.step === step) throw new Error("killed");
    });
    await expect(killed).rejects.toThrow("killed");
    if (step === "replay")
      await expect(run({ from: new Date(bakery.now() - 60_000) })).rejects.toThrow(
        /^Version \d+ is being built already, of what was confirmed from .*: go on with it without --from/,
      );
    const next = await run();

    // Before the last of it, the new version was live already: the next one is another.
    expect(next.version).toBe(step === "forget" ? last + 2 : last + 1);
    expect(next).toMatchObject({ switched: true, differences: [] });
    const { live, previous } = await (await openSales(target)).versions();
    expect(await sumsOf(live)).toEqual(await sumsOf(previous!));
    const versions = new Set((await bakery.items("sales")).flatMap(({ version }) => version ?? []));
    expect(versions).toEqual(new Set([live, previous]));
  },
);
