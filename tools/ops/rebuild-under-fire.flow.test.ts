import { type Bakery, type Customer, openBakery, seededFaults, settle } from "@sourdough/test-kit";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { giveUp, openSales } from "./rebuild/rebuild.ts";
import { salesOf } from "./rebuild.fixture.ts";
import type { Target } from "./target.ts";

let bakery: Bakery;
let target: Target;
let confirmed: ReturnType<typeof salesOf>["confirmed"];
let run: ReturnType<typeof salesOf>["run"];
let ann: Customer;

beforeAll(async () => {
  bakery = await openBakery();
  ann = await bakery.signUp();
  ({ target, confirmed, run } = salesOf(bakery, ann));
});
afterEach(() => bakery.faults.clear());
afterAll(() => bakery?.stop());

/** Runs it while messages of killed functions come again: the clock goes on when none is under way. */
const runWakened = () =>
  run({}, ({ step }) => {
    const isBusy = bakery.openHops().some(({ resource }) => resource.includes("SalesProjection"));
    if (step === "drain" && !isBusy) bakery.advance(30_000);
  });

const itemsOf = async (version: number) =>
  (await bakery.items("sales"))
    .filter((item) => item.version === version)
    .map(({ pk, version: _, revision, eventIds, ...item }) => ({
      ...item,
      pk: pk.replace(`v${version}#`, ""),
      ...(eventIds ? { eventIds: [...(eventIds as string[])].sort() } : {}),
    }))
    .sort((one, other) => (`${one.pk} ${one.sk}` < `${other.pk} ${other.sk}` ? -1 : 1));
test.each([1, 2, 3])(
  "whatever is repeated, late, swapped or killed, it comes to the same (seed %i)",
  async (seed) => {
    await Promise.all(Array.from({ length: 6 }, (_, n) => confirmed(n % 2 ? "store-1" : "store-2", 1 + n)));
    await settle(bakery);
    const trouble = seededFaults(seed, {
      duplicate: 0.4,
      delay: 0.2,
      maxDelayMs: 20_000,
      reorder: 0.3,
      fail: 0.05,
    });
    bakery.faults.onDelivery((delivery) =>
      delivery.to.includes("SalesProjection") ? trouble.delivery(delivery) : [0],
    );
    let killed = 0;
    bakery.faults.onCall((call) => {
      // Each takes its batch along, and what is killed five times is given up.
      if (killed >= 3 || !call.functionName.includes("SalesProjection")) return undefined;
      // How many calls there are depends on the batches, so one dies whatever the seed says.
      const dies = trouble.crash(call) ?? (killed === 0 ? "after" : undefined);
      if (dies) killed += 1;
      return dies;
    });
    const outcome = await runWakened();
    await settle(bakery);

    expect(outcome.switched).toBe(true);
    expect(trouble.injected.duplicate).toBeGreaterThan(0);
    expect(killed).toBeGreaterThan(0);
    const { live, previous } = await (await openSales(target)).versions();
    expect(await itemsOf(live)).toEqual(await itemsOf(previous!));
  },
);

test("goes live with nothing missing: what was given up is redriven first", async () => {
  const orderId = await confirmed();
  await settle(bakery);
  const { live, last } = await (await openSales(target)).versions();
  bakery.faults.onCall(({ functionName, operation }) =>
    functionName.includes("SalesProjection") && operation === "TransactWriteItems" ? "before" : undefined,
  );
  await expect(runWakened()).rejects.toThrow("events could not be counted and are in the dead-letter queue");
  expect((await (await openSales(target)).versions()).live).toBe(live);

  bakery.faults.clear();
  await bakery.queue("SalesProjectionDeadLetterQueue").redrive();
  await settle(bakery);
  await expect(runWakened()).resolves.toMatchObject({ version: last + 1, switched: true, differences: [] });
  expect(JSON.stringify(await itemsOf(last + 1))).toContain(orderId);
});

test("one that is given up leaves nothing behind, and the next one has another number", async () => {
  const { live, last } = await (await openSales(target)).versions();
  await run({ noSwitch: true });
  expect(await giveUp(target)).toBe(last + 1);
  expect(await giveUp(target)).toBeUndefined();
  expect((await bakery.items("sales")).filter(({ version }) => version === last + 1)).toEqual([]);
  expect(await run()).toMatchObject({ version: last + 2, switched: true });
  expect((await (await openSales(target)).versions()).previous).toBe(live);
});
