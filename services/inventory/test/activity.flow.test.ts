import { type Bakery, openBakery, smallMenu } from "@sourdough/test-kit";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { added, openShop, variant, viewed } from "./activity.ts";

/** Each is counted by one test. */
const skus = ["rye-bread", "pretzel", "brioche-loaf", "black-forest", "panettone", "cinnamon-roll"];

let bakery: Bakery;
let shop: Awaited<ReturnType<typeof openShop>>;

beforeAll(async () => {
  bakery = await openBakery();
  const [model] = smallMenu.products;
  const more = skus.map((sku) => ({ ...model!, sku, name: sku }));
  await bakery.deliver({ ...smallMenu, products: [...smallMenu.products, ...more] });
  shop = await openShop(bakery);
});
afterEach(() => bakery.faults.clear());
afterAll(() => bakery?.stop());

test("what visitors do becomes demand, and is told to shop and office", async () => {
  const [popular, office] = await Promise.all([
    shop.staff.follow("/shop/store-1"),
    shop.staff.follow("/office/demand"),
  ]);
  const doings = [
    ...[viewed("butter-croissant"), viewed("butter-croissant"), added("butter-croissant")],
    ...[viewed("country-loaf"), added("country-loaf"), viewed("country-loaf", "store-2")],
    ...[variant("MenuShown", "counter"), variant("MenuShown", "counter")],
    ...[variant("Ordered", "counter"), variant("MenuShown", "sweets-first")],
  ];
  await expect(shop.send(doings.map(shop.record))).resolves.toEqual({ received: doings.length });
  await shop.counted();

  await expect(shop.demand("store-1")).resolves.toEqual({
    "butter-croissant": [2, 1],
    "country-loaf": [1, 1],
  });
  await expect(shop.demand("store-2")).resolves.toEqual({ "country-loaf": [1, 0] });
  const day = new Date(bakery.now()).toISOString().slice(0, 10);
  await expect(shop.experiments()).resolves.toEqual([
    { experiment: "menu-order", variant: "sweets-first", day, exposures: 1, conversions: 0 },
    { experiment: "menu-order", variant: "counter", day, exposures: 2, conversions: 1 },
  ]);
  const skus = ["butter-croissant", "country-loaf"];
  await expect(shop.popular("store-1")).resolves.toEqual({ skus, at: expect.any(String) });
  await expect(shop.popular("store-3")).resolves.toEqual({ skus: [] });

  await bakery.until(
    "shop and office are told",
    () => popular.messages.length > 0 && office.messages.length > 1,
  );
  expect(popular.messages).toEqual([{ storeId: "store-1", skus: skus.join(","), at: expect.any(String) }]);
  expect(office.messages).toEqual(
    expect.arrayContaining([
      { topic: "demand", id: "store-1", at: expect.any(String) },
      { topic: "demand", id: "store-2", at: expect.any(String) },
    ]),
  );
  popular.close();
  office.close();
  expect(bakery.warnings).toEqual([]);
});

/** Two looks and one piece. */
const fresh = (sku: string) => [viewed(sku), viewed(sku), added(sku)];

test("the same beacon twice counts once, in its minute and the next", async () => {
  const records = fresh("rye-bread").map(shop.record);
  await shop.send(records);
  await shop.send(records);
  await shop.counted();
  await shop.send(records);
  await shop.counted();

  expect((await shop.demand("store-1"))["rye-bread"]).toEqual([2, 1]);
});

test("a page that is told to come back sends all of it again, and it counts once", async () => {
  const kinesis = bakery.local.cloud.emulator("kinesis")!.operations as Record<
    string,
    (...call: never[]) => object
  >;
  const putRecords = kinesis.PutRecords as (
    input: { Records: object[] },
    caller: unknown,
  ) => {
    Records: object[];
  };
  let refused = 0;
  // A shard that has too much to do takes a part of a request: every other record, and then all but the last.
  kinesis.PutRecords = (async (input: { Records: object[] }, caller: unknown) => {
    refused += 1;
    const takes = input.Records.map((_, index) =>
      refused === 1 ? index % 2 === 0 : refused > 2 || index < input.Records.length - 1,
    );
    const taken = await putRecords(
      { ...input, Records: input.Records.filter((_, index) => takes[index]) },
      caller,
    );
    const failure = { ErrorCode: "ProvisionedThroughputExceededException", ErrorMessage: "Rate exceeded." };
    return {
      FailedRecordCount: takes.filter((isTaken) => !isTaken).length,
      Records: takes.map((isTaken) => (isTaken ? taken.Records.shift() : failure)),
    };
  }) as (typeof kinesis)[string];
  try {
    const records = [...fresh("pretzel"), ...fresh("pretzel")].map(shop.record);
    const first = await shop.post({ records });
    expect([first.status, first.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await first.json()).toMatchObject({ code: "inventory.not_all_received" });
    await shop.send(records);
  } finally {
    kinesis.PutRecords = putRecords as (typeof kinesis)[string];
  }
  await shop.counted();

  expect((await shop.demand("store-1")).pretzel).toEqual([4, 2]);
});

test.each([
  ["while it reads how far it is", "GetItem", "before", "brioche-loaf"],
  ["before it writes", "TransactWriteItems", "before", "black-forest"],
  ["after it wrote, before it could say so", "TransactWriteItems", "after", "panettone"],
] as const)("demand equals what was sent when the function is killed %s", async (_, operation, when, sku) => {
  let crashes = 0;
  bakery.faults.onCall((call) => {
    if (!call.functionName.includes("CountDemand") || call.operation !== operation || crashes >= 3)
      return undefined;
    crashes += 1;
    return when;
  });
  await shop.send(fresh(sku).map(shop.record));
  await shop.counted();
  await bakery.until("it was killed, and got on", () => crashes === 3 || (when === "after" && crashes > 0), {
    between: () => bakery.pass(2000),
  });
  await shop.send([viewed(sku)].map(shop.record));
  await shop.counted();

  expect((await shop.demand("store-1"))[sku]).toEqual([3, 1]);
  expect(bakery.queue("CountDemandDeadLetterQueue").peek()).toEqual([]);
});

test("a record that nobody can read is given up with its place, and those around it count", async () => {
  const stream = bakery.arn("ActivityStreamStream");
  const put = bakery.local.cloud.emulator("kinesis")!.operations.PutRecord!;
  const write = (data: unknown) =>
    put(
      { StreamARN: stream, PartitionKey: "store-1", Data: Buffer.from(JSON.stringify(data)) },
      { principal: { kind: "root" }, causes: [] },
    );
  const [one, two, three] = fresh("cinnamon-roll").map(shop.record);
  await write(one);
  // It passes the filter, which looks at version and kind alone.
  await write({ ...two, recordId: undefined });
  await write(three);
  await write(two);
  await write({ ...three, kind: "PictureZoomed" });
  await shop.counted();
  const [letter] = await bakery.until(
    "it is given up",
    () => {
      const letters = bakery.queue("CountDemandDeadLetterQueue").peek();
      return letters.length > 0 && letters;
    },
    { between: () => bakery.pass(5000) },
  );

  expect((await shop.demand("store-1"))["cinnamon-roll"]).toEqual([2, 1]);
  expect(JSON.parse(letter!)).toMatchObject({
    requestContext: { condition: "RetryAttemptsExhausted" },
    KinesisBatchInfo: { batchSize: 1, streamArn: stream, shardId: "shardId-000000000000" },
  });
});

const sound = () => shop.record(viewed("pretzel"));
test.each<[what: string, body: () => unknown]>([
  ["no records", () => ({ records: [] })],
  ["51 records", () => ({ records: Array.from({ length: 51 }, sound) })],
  ["nothing", () => ({})],
  ["a list", () => [sound()]],
  ["what is no JSON", () => "{records:"],
  ["who it was", () => ({ records: [{ ...sound(), visitorId: "f47ac10b" }] })],
  ["more beside the records", () => ({ records: [sound()], page: "/" })],
  ["a kind that there is not", () => ({ records: [{ ...sound(), kind: "Sneezed" }] })],
  ["a record without its id", () => ({ records: [{ ...sound(), recordId: undefined }] })],
  ["a store with a quotation mark", () => ({ records: [{ ...sound(), storeId: 'store-1"' }] })],
  ["a time that is none", () => ({ records: [{ ...sound(), occurredAt: "noon" }] })],
  ["another version", () => ({ records: [{ ...sound(), version: 2 }] })],
  ["one broken record of two", () => ({ records: [sound(), { ...sound(), sku: "" }] })],
])("refuses %s, and puts nothing into the stream", async (_, body) => {
  const puts = () =>
    bakery.hops(({ service, action }) => service === "kinesis" && action === "PutRecords").length;
  const before = puts();
  const answer = await shop.post(body());

  expect([answer.status, answer.headers.get("content-type")]).toEqual([400, "application/problem+json"]);
  expect(await answer.json()).toMatchObject({ status: 400, code: "invalid_body" });
  expect(puts()).toBe(before);
});

test("takes JSON alone, since nothing else is checked", async () => {
  const answer = await shop.post({ records: [sound()] }, "text/plain;charset=UTF-8");

  expect(answer.status).toBe(415);
});

test("what somebody makes up is no demand", async () => {
  const madeUp = [viewed("gold-bar"), viewed("pretzel", "store-of-others"), viewed("sourdough-sandwich")];
  await shop.send(madeUp.map(shop.record));
  await shop.counted();

  expect(Object.keys(await shop.demand("store-1"))).not.toContain("gold-bar");
  await expect(shop.minutes("store-of-others")).resolves.toEqual([]);
});

test("demand and experiments are for staff", async () => {
  const ann = await bakery.signUp();
  const since = new Date(bakery.now()).toISOString();
  for (const path of [`/office/demand?storeId=store-1&since=${since}`, "/office/experiments"]) {
    expect((await ann.request("GET", path)).status).toBe(403);
    expect((await fetch(`${bakery.outputs.apiUrl}${path}`)).status).toBe(401);
  }
  expect((await shop.staff.request("GET", "/office/demand?storeId=store-1&since=noon")).status).toBe(400);
  await expect(ann.follow("/office/demand")).rejects.toThrow();
});
