import {
  type Bakery,
  checkInvariants,
  type FunctionCall,
  openBakery,
  seededFaults,
  settle,
} from "@sourdough/test-kit";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { fileOf, type OfficeClerk, openOffice, rows } from "./office.ts";

let bakery: Bakery;
let office: OfficeClerk;

beforeAll(async () => {
  bakery = await openBakery();
  office = await openOffice(bakery);
});
afterEach(() => bakery.faults.clear());
afterAll(() => bakery?.stop());

const executionsOf = (importId: string) =>
  bakery.hops(
    ({ service, action, input }) =>
      service === "states" && action === "StartExecution" && JSON.stringify(input).includes(importId),
  ).length;

/** Kills the function at the nth call of the operation during an import, once. */
const crashOnce = (operation: string, nth: number, when: "before" | "after") => {
  const crashed: FunctionCall[] = [];
  let calls = 0;
  bakery.faults.onCall((call) => {
    if (!call.functionName.includes("ImportMenu") || call.operation !== operation) return undefined;
    calls += 1;
    if (calls !== nth) return undefined;
    crashed.push(call);
    return when;
  });
  return crashed;
};

// In the order of an import: it is begun, a batch is read, written, counted, and it is closed.
const steps: [operation: string, nth: number][] = [
  ["GetObject", 1],
  ["TransactWriteItems", 1],
  ["BatchGetItem", 1],
  ["TransactWriteItems", 2],
  ["TransactWriteItems", 3],
  ["PutObject", 1],
  ["TransactWriteItems", 4],
];
const crashes = steps.flatMap(([operation, nth]) =>
  (["before", "after"] as const).map((when) => [when, operation, nth] as const),
);

test.each(crashes)(
  "counts each row once although the function dies %s %s %i",
  async (when, operation, nth) => {
    const first = 1000 * (crashes.findIndex((one) => one.join() === [when, operation, nth].join()) + 1);
    const crashed = crashOnce(operation, nth, when);
    const importId = await office.upload(fileOf(...rows(first, 3), "bun,Bun,bread,two,,1,1"));
    await settle(bakery);

    expect(crashed).toHaveLength(1);
    await expect(office.find(importId)).resolves.toMatchObject({
      status: "DONE",
      totalRows: 4,
      rows: 4,
      changed: 3,
      refused: 1,
    });
    await checkInvariants(bakery);
  },
);

test("begins an import once when it is told of the file twice", async () => {
  bakery.faults.onDelivery(({ to }) => (to.includes("ImportMenuFile") ? [0, 0] : [0]));
  const importId = await office.upload(fileOf(...rows(20_000, 3)));
  await settle(bakery);

  expect(executionsOf(importId)).toBe(2);
  await expect(office.find(importId)).resolves.toMatchObject({ status: "DONE", rows: 3, changed: 3 });
  await checkInvariants(bakery);
});

test("takes the first of two files that are sent with one form", async () => {
  const offer = await office.offer("twice.csv");
  await office.send(offer, fileOf(...rows(21_000, 2)));
  await office.send(offer, fileOf(...rows(22_000, 5)));
  await settle(bakery);

  await expect(office.find(offer.importId)).resolves.toMatchObject({ status: "DONE" });
  const found = await office.find(offer.importId);
  expect([2, 5]).toContain(found?.rows);
  await checkInvariants(bakery);
});

test.each([1, 2, 3, 4])("comes to the same whatever is doubled and delayed, by seed %i", async (seed) => {
  const trouble = seededFaults(seed, { duplicate: 0.3, delay: 0.2, maxDelayMs: 60_000, fail: 0.05 });
  bakery.faults.onDelivery(trouble.delivery);
  bakery.faults.onCall((call) =>
    call.functionName.includes("ImportMenu") ? trouble.crash(call) : undefined,
  );
  const file = fileOf(...rows(30_000 + seed * 1000, 40), "x,X,bread,no,,1,1");
  const importIds = await Promise.all([office.upload(file), office.upload(file)]);
  await settle(bakery);
  bakery.faults.clear();
  const found = await Promise.all(importIds.map(office.find));

  for (const one of found) expect(one).toMatchObject({ status: "DONE", totalRows: 41, rows: 41, refused: 1 });
  const changed = found.reduce((sum, one) => sum + (one?.changed ?? 0), 0);
  // Two imports of one file may both have written a product, never neither.
  expect(changed).toBeGreaterThanOrEqual(40);
  await checkInvariants(bakery);
});

test("is unfinished when rows cannot be written, and the next import of the file brings them in", async () => {
  bakery.faults.onCall((call) =>
    call.functionName.includes("ImportMenu") && call.operation === "BatchGetItem" ? "before" : undefined,
  );
  const file = fileOf(...rows(40_000, 4));
  const importId = await office.upload(file);
  await settle(bakery);
  bakery.faults.clear();

  await expect(office.find(importId)).resolves.toMatchObject({ status: "UNFINISHED", totalRows: 4, rows: 0 });
  const again = await office.upload(file);
  await settle(bakery);
  await expect(office.find(again)).resolves.toMatchObject({ status: "DONE", rows: 4, changed: 4 });
  await checkInvariants(bakery);
});

test("is unfinished when somebody stops its execution, and the next import of the file brings its rows in", async () => {
  let tries = 0;
  bakery.faults.onCall((call) => {
    if (!call.functionName.includes("ImportMenu") || call.operation !== "BatchGetItem") return undefined;
    tries += 1;
    return "before";
  });
  const file = fileOf(...rows(50_000, 4));
  const importId = await office.upload(file);
  await bakery.until("its rows are tried", () => tries > 0);
  const stored = (await bakery.items("inventory")).find(
    (item) => item.entity === "import" && item.importId === importId,
  );
  const { StopExecution } = bakery.local.cloud.emulator("states")!.operations;
  await StopExecution!({ executionArn: stored?.execution }, { principal: { kind: "root" }, causes: [] });
  // A call that was under way goes on without it.
  await bakery.quiet();
  bakery.faults.clear();
  await expect(office.find(importId)).resolves.toMatchObject({ status: "RUNNING" });
  await settle(bakery);

  await expect(office.find(importId)).resolves.toMatchObject({ status: "UNFINISHED", totalRows: 4, rows: 0 });
  const again = await office.upload(file);
  await settle(bakery);
  await expect(office.find(again)).resolves.toMatchObject({ status: "DONE", rows: 4, changed: 4 });
  await checkInvariants(bakery);
});
