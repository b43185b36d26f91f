import type { ActivityBody } from "@sourdough/events-schema/http";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Activity, createActivityLog } from "./activity.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const memory = () => {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
};
const setup = (options: Partial<Parameters<typeof createActivityLog>[0]> = {}, answers: number[] = []) => {
  const sent: ActivityBody["records"][] = [];
  const beacons: Promise<ActivityBody>[] = [];
  const log = createActivityLog({
    apiUrl: "/api",
    sampling: 1,
    storage: memory(),
    fetch: async (_, init) => {
      sent.push((JSON.parse(String(init?.body)) as ActivityBody).records);
      return new Response("{}", { status: answers.shift() ?? 202 });
    },
    ...options,
    navigator: {
      sendBeacon: (url, body) => {
        expect([url, body.type]).toEqual(["/api/activity", "application/json"]);
        beacons.push(body.text().then((text) => JSON.parse(text) as ActivityBody));
        return true;
      },
      ...options.navigator,
    },
  });
  return { log, sent, beacons };
};
const added = (sku = "pretzel"): Activity => ({ kind: "AddedToBasket", storeId: "store-1", sku });
const ofMenu = (kind: "MenuShown" | "Ordered"): Activity => ({
  kind,
  storeId: "store-1",
  experiment: "menu-order",
  variant: "sweets-first",
});

test("sends what happened within ten seconds at once", async () => {
  const { log, sent } = setup();
  log.note(added());
  log.note(added("rye"));
  await vi.advanceTimersByTimeAsync(9_999);
  expect(sent).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);

  expect(sent).toMatchObject([[{ ...added(), version: 1 }, added("rye")]]);
  expect(new Set(sent[0]!.map(({ recordId }) => recordId)).size).toBe(2);
});

test("sends the same again when it is told to come back", async () => {
  const { log, sent } = setup({}, [503, 503]);
  log.note(added());
  await vi.advanceTimersByTimeAsync(15_000);

  expect(sent).toHaveLength(3);
  expect(sent[2]).toEqual(sent[0]);
});

test("sends fifty without waiting, and hands the rest to the browser when the page is left", async () => {
  const { log, sent, beacons } = setup();
  for (let count = 0; count < 70; count += 1) log.note(added());
  await vi.advanceTimersByTimeAsync(0);
  expect(sent.map((records) => records.length)).toEqual([50]);
  log.leave();
  log.leave();

  expect((await Promise.all(beacons)).map(({ records }) => records.length)).toEqual([20]);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(sent).toHaveLength(1);
});

test.each([
  ["asks not to be tracked", { navigator: { doNotTrack: "1" } }],
  ["says so by Global Privacy Control", { navigator: { globalPrivacyControl: true } }],
  ["is not of the sample", { sampling: 0 }],
])("a visit that %s tells nothing", async (_, options) => {
  const { log, sent, beacons } = setup(options);
  log.note(added());
  log.leave();
  await vi.advanceTimersByTimeAsync(20_000);

  expect([...sent, ...beacons]).toEqual([]);
});

test("a visit has a menu and an order once, also on its next page, and no order without the menu", async () => {
  const storage = memory();
  const first = setup({ storage });
  first.log.note(ofMenu("Ordered"));
  first.log.note(ofMenu("MenuShown"));
  first.log.note(ofMenu("MenuShown"));
  await vi.advanceTimersByTimeAsync(10_000);
  // What was drawn for the visit stays, whatever the sampling of the next page is.
  const second = setup({ storage, sampling: 0 });
  second.log.note(ofMenu("MenuShown"));
  second.log.note(ofMenu("Ordered"));
  second.log.note(ofMenu("Ordered"));
  await vi.advanceTimersByTimeAsync(10_000);

  expect(first.sent.flat().map(({ kind }) => kind)).toEqual(["MenuShown"]);
  expect(second.sent.flat().map(({ kind }) => kind)).toEqual(["Ordered"]);
});

test("a storage that fails is no reason to fail", async () => {
  const broken = () => {
    throw new Error("forbidden");
  };
  const { log, sent } = setup({ storage: { getItem: broken, setItem: broken } });
  log.note(added());
  await vi.advanceTimersByTimeAsync(10_000);

  expect(sent).toHaveLength(1);
});
