import type { ActivityRecord } from "@sourdough/events-schema";
import { lambdaContext, windowEvent } from "@sourdough/lambda-kit/testing";
import fc from "fast-check";
import { beforeEach, expect, test, vi } from "vitest";
import { demandInMemory, totals } from "../../test/demand-in-memory.ts";
import { type Part, type Streamed, throughMapping } from "../../test/mapping-in-memory.ts";
import { createHandler } from "../handlers/count-demand.stream.ts";

beforeEach(() => {
  vi.spyOn(console, "error").mockReturnValue();
  vi.spyOn(console, "info").mockReturnValue();
  vi.spyOn(console, "log").mockReturnValue();
});

const skus = ["butter-croissant", "pretzel", "country-loaf"];
const head = { version: 1, occurredAt: "2026-11-29T08:00:00.000Z" } as const;
const uuid = (number: number) => `00000000-0000-4000-8000-${number.toString(16).padStart(12, "0")}`;
const viewed = (number: number, sku = "pretzel", storeId = "store-1"): ActivityRecord => ({
  kind: "ProductViewed",
  ...head,
  recordId: uuid(number),
  storeId,
  sku,
});
const added = (number: number, sku = "pretzel"): ActivityRecord =>
  ({
    ...viewed(number, sku),
    kind: "AddedToBasket",
  }) as ActivityRecord;

const setup = (faults?: Parameters<typeof demandInMemory>[1]) => {
  const memory = demandInMemory(new Set(skus), faults);
  let ids = 0;
  const handler = createHandler({
    demand: memory.demand,
    now: () => new Date("2026-11-29T08:00:00.000Z"),
    newId: (prefix) => `${prefix}-01JD7Q2Z8M4V6T0K9X3C5B${String((ids += 1)).padStart(4, "0")}`,
  });
  const invoke = ({ records, ...part }: Part) => {
    const bodies = Object.fromEntries(records.map(({ sequenceNumber, data }) => [sequenceNumber, data]));
    // As JSON, which is how Lambda keeps a state.
    const event = JSON.parse(JSON.stringify(windowEvent({ ...part, records: bodies }))) as unknown;
    return handler(event, lambdaContext) as Promise<{
      state: object;
      batchItemFailures: { itemIdentifier: string }[];
    }>;
  };
  return { ...memory, invoke };
};

const streamed = (data: readonly unknown[], minute = 0, first = 101): Streamed[] =>
  data.map((one, index) => ({ sequenceNumber: String(first + index), minute, data: one }));

test("writes what came of a window once it is over, and nothing before", async () => {
  const { invoke, saved } = setup();
  const records = streamed([viewed(1), viewed(2), added(3), viewed(4, "country-loaf", "store-2")]);
  const { state } = await invoke({ records, state: {}, minute: 0 });
  expect(saved).toEqual([]);

  await expect(invoke({ records: [], state, minute: 0, isFinal: true })).resolves.toEqual({
    state: {},
    batchItemFailures: [],
  });
  expect(saved).toMatchObject([
    {
      shardId: "shardId-000000000000",
      start: "2026-11-29T08:00:00.000Z",
      after: "",
      cursor: { through: "104" },
      stores: [
        { storeId: "store-1", products: [{ sku: "pretzel", viewed: 2, added: 1 }], popular: ["pretzel"] },
        { storeId: "store-2", products: [{ sku: "country-loaf", viewed: 1, added: 0 }], popular: [] },
      ],
      variants: [],
    },
  ]);
});

test("counts a window once when its end comes again, also after the next one began", async () => {
  const { invoke, saved } = setup();
  const { state } = await invoke({ records: streamed([viewed(1)]), state: {}, minute: 0 });
  await invoke({ records: [], state, minute: 0, isFinal: true });
  await invoke({ records: [], state, minute: 0, isFinal: true });
  const next = await invoke({ records: streamed([viewed(2)], 1, 201), state: {}, minute: 1 });
  await invoke({ records: streamed([viewed(1)]), state: {}, minute: 0, isFinal: true });
  await invoke({ records: [], state: next.state, minute: 1, isFinal: true });

  expect(totals(saved)).toEqual({ "store-1 pretzel": [2, 0] });
});

test("two that count one shard at once are told, and nothing is counted twice", async () => {
  const { invoke, saved } = setup();
  const mine = await invoke({ records: streamed([viewed(1), viewed(2)]), state: {}, minute: 0 });
  const other = await invoke({ records: streamed([viewed(1)]), state: {}, minute: 0 });
  await invoke({ records: [], state: other.state, minute: 0, isFinal: true });

  await expect(invoke({ records: [], state: mine.state, minute: 0, isFinal: true })).rejects.toThrow(
    "shardId-000000000000 is counted twice at once",
  );
  expect(totals(saved)).toEqual({ "store-1 pretzel": [1, 0] });
});

test("what is not the bakery's is not demand", async () => {
  const { invoke, saved } = setup();
  const records = streamed([viewed(1), viewed(2, "gold-bar"), viewed(3, "pretzel", "store-of-others")]);
  await invoke({ records, state: {}, minute: 0, isFinal: true });

  expect(totals(saved)).toEqual({ "store-1 pretzel": [1, 0] });
});

test("a product may be called as what every object has", async () => {
  const { invoke } = setup();
  const records = streamed([viewed(1, "constructor"), added(2, "constructor")]);
  const { state } = await invoke({ records, state: {}, minute: 0 });
  expect(state).toMatchObject({ demand: { "store-1": { constructor: [1, 1] } }, ignored: 0 });
  expect(Object.keys(Object)).toEqual([]);
});

test("a state stays under what Lambda keeps, and the cursor under what DynamoDB takes, at a shard's limit", async () => {
  const { invoke, saved } = setup();
  // 1,000 a second for a minute, of as many names as somebody may make up.
  const records = Array.from({ length: 60_000 }, (_, index) =>
    viewed(index, `made-up-product-with-a-very-long-name-indeed-${index}`.slice(0, 64), "store-3"),
  );
  let state: object = {};
  for (let from = 0; from < records.length; from += 10_000)
    ({ state } = await invoke({
      records: streamed(records.slice(from, from + 10_000), 0, 100_000 + from),
      state,
      minute: 0,
    }));
  expect(JSON.stringify(state).length).toBeLessThan(1_000_000);
  await invoke({ records: [], state, minute: 0, isFinal: true });

  expect(Buffer.from(saved[0]!.cursor.known, "base64").length).toBe(60_000 * 6);
  const again = await invoke({ records: streamed(records.slice(0, 9000), 1, 200_000), state: {}, minute: 1 });
  expect(again.state).toMatchObject({ known: "", demand: {} });
});

/** Records as pages send them: some twice, within a minute; some broken, by somebody who writes to the stream. */
const beacons = fc
  .array(
    fc.record({
      kind: fc.constantFrom("ProductViewed", "AddedToBasket", "MenuShown", "Ordered", "broken"),
      storeId: fc.constantFrom("store-1", "store-2"),
      sku: fc.constantFrom(...skus),
      variant: fc.constantFrom("sweets-first", "counter"),
      minute: fc.integer({ min: 0, max: 4 }),
      /** Whether the same comes again: as many records later. */
      again: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined, freq: 3 }),
    }),
    { maxLength: 60 },
  )
  .map((sent) => {
    const inOrder = sent.toSorted((one, other) => one.minute - other.minute);
    const arrivals = inOrder.flatMap(({ again, minute, ...one }, index) => {
      const record = toRecord(one, index);
      const first = { at: index, minute, record };
      // A copy arrives in the same minute or the next.
      const later = again === undefined ? undefined : inOrder[index + again];
      return later && later.minute <= minute + 1
        ? [first, { at: index + again! + 0.5, minute: later.minute, record }]
        : [first];
    });
    return arrivals
      .toSorted((one, other) => one.at - other.at)
      .map(({ minute, record }, index) => ({ sequenceNumber: String(1001 + index), minute, data: record }));
  });

const toRecord = (
  { kind, storeId, sku, variant }: { kind: string; storeId: string; sku: string; variant: string },
  index: number,
): unknown => {
  const shared = { kind, ...head, recordId: uuid(index), storeId };
  if (kind === "broken") return { ...shared, kind: "ProductViewed" };
  return kind === "MenuShown" || kind === "Ordered"
    ? { ...shared, experiment: "menu-order", variant }
    : { ...shared, sku };
};

const sentIn = (records: readonly Streamed[]) => {
  const unique = new Map(
    records.map(({ data }) => [(data as { recordId: string }).recordId, data as Record<string, string>]),
  );
  const sums: Record<string, [number, number]> = {};
  for (const { kind, storeId, sku, variant } of unique.values()) {
    if (!sku && !variant) continue;
    const sum = (sums[variant ? `menu-order/${variant}` : `${storeId} ${sku}`] ??= [0, 0]);
    sum[kind === "ProductViewed" || kind === "MenuShown" ? 0 : 1] += 1;
  }
  return sums;
};

const chances = fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true }));

test("demand equals what was sent, whatever is repeated, bisected, killed, begun again or ended early", async () => {
  await fc.assert(
    fc.asyncProperty(beacons, chances, fc.constantFrom(0, 0.15, 0.4), async (records, stream, trouble) => {
      const next = () => stream.next().value;
      // Somebody repairs what fails for ever.
      let budget = 40;
      const happens = () => next() < trouble && (budget -= 1) > 0;
      const { invoke, saved } = setup(() => (happens() ? (next() < 0.5 ? "before" : "after") : undefined));
      const chance = {
        batchSize: () => 1 + Math.floor(next() * 12),
        endsWithRecords: () => next() < 0.5,
        endsEarly: happens,
        restarts: () => false,
      };
      const killed = async (part: Part) => {
        if (happens()) throw new Error("Killed before it began.");
        const answer = await invoke(part);
        if (part.records.length !== 1 && happens()) throw new Error("Killed before it answered.");
        return answer;
      };
      const givenUp = await throughMapping(records, killed, chance);
      const broken = records.filter(
        ({ data }) => !("sku" in (data as object) || "variant" in (data as object)),
      );
      const lost = givenUp.filter((one) => !broken.some(({ sequenceNumber }) => sequenceNumber === one));
      fc.pre(lost.length === 0);

      expect(givenUp).toEqual(broken.map(({ sequenceNumber }) => sequenceNumber));
      expect(totals(saved)).toEqual(sentIn(records));

      // All of it again, as from the beginning of the stream.
      await throughMapping(records, invoke, { ...chance, endsEarly: () => false });
      expect(totals(saved)).toEqual(sentIn(records));
    }),
    { numRuns: 300 },
  );
});

test("a poller that begins a window again before its end counts it once", async () => {
  await fc.assert(
    fc.asyncProperty(beacons, chances, async (records, stream) => {
      const next = () => stream.next().value;
      let restarts = 5;
      const { invoke, saved } = setup();
      await throughMapping(records, invoke, {
        batchSize: () => 1 + Math.floor(next() * 8),
        endsWithRecords: () => next() < 0.5,
        endsEarly: () => false,
        restarts: () => next() < 0.2 && (restarts -= 1) > 0,
      });
      expect(totals(saved)).toEqual(sentIn(records));
    }),
    { numRuns: 100 },
  );
});
