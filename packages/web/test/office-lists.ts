import type { Page, Route } from "playwright-core";

/** It is the Sunday after the clock went back, a quarter past two in the afternoon in Berlin. */
export const officeNow = "2026-11-01T13:15:00.000Z";
export const officeDay = "2026-11-01";
export const dayBefore = "2026-10-25";

const timeZone = "Europe/Berlin";
const closing = (storeId: string, closingTime: string) => ({ storeId, timeZone, closingTime });

type Sold = [hour: number, orders: number, pieces: number, cents: number];
const sold: Record<string, Record<string, Sold[]>> = {
  "store-1": {
    [officeDay]: [
      [8, 4, 9, 3110],
      [9, 6, 15, 4275],
      [14, 1, 2, 560],
    ],
    [dayBefore]: [
      [8, 5, 10, 3000],
      [9, 4, 8, 2400],
      [16, 2, 5, 1450],
    ],
  },
  "store-2": { [officeDay]: [[9, 2, 4, 1240]], [dayBefore]: [[9, 2, 4, 1240]] },
};

const salesView = (storeId: string, day: string) => {
  const rows = (sold[storeId]?.[day] ?? []).map(([hour, orders, pieces, revenueCents]) => ({
    head: {
      day,
      hour,
      // Winter time on both days, from three in the morning of the first on.
      startsAt: new Date(Date.parse(`${day}T00:00:00+01:00`) + hour * 3_600_000).toISOString(),
      currency: "EUR",
    },
    orders,
    pieces,
    revenueCents,
  }));
  return {
    storeId,
    version: 1,
    hours: rows.map(({ head, orders }) => ({ ...head, orders, notCollected: 0, refundedCents: 0 })),
    products: rows.map(({ head, pieces, revenueCents }) => ({
      ...head,
      sku: "butter-croissant",
      pieces,
      notCollectedPieces: 0,
      revenueCents,
    })),
  };
};

const minutesAgo = (minutes: number) => {
  const at = Date.parse(officeNow) - minutes * 60_000;
  return new Date(at - (at % 60_000)).toISOString();
};
const demandView = (storeId: string) => ({
  minutes:
    storeId === "store-1"
      ? [
          { minute: minutesAgo(40), products: [{ sku: "cinnamon-roll", viewed: 12, added: 3 }] },
          { minute: minutesAgo(5), products: [{ sku: "butter-croissant", viewed: 7, added: 4 }] },
        ]
      : [],
});

const stockView = (storeId: string) => ({
  storeId,
  threshold: 5,
  items:
    storeId === "store-1"
      ? [
          { sku: "cinnamon-roll", name: "Cinnamon roll", category: "pastry", onHand: 3 },
          { sku: "butter-croissant", name: "Butter croissant", category: "pastry", onHand: 0 },
        ]
      : [],
});

const variant = (name: string, exposures: number, conversions: number) => ({
  experiment: "menu-order",
  variant: name,
  day: officeDay,
  exposures,
  conversions,
});

export const dispute = {
  disputeId: "du_1",
  orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
  amountCents: 840,
  currency: "EUR",
  reason: "product_not_received",
  status: "OPEN",
  openedAt: "2026-10-30T07:30:00.000Z",
  answerBy: "2026-11-16T07:30:00.000Z",
  reminders: 1,
  evidence: [{ kind: "collected", at: "2026-10-20T08:10:00.000Z", text: "Collected at Mitte." }],
};

export const nightly = { at: "03:30", timeZone };

export const audit = {
  auditId: "aud-1",
  status: "FAILED",
  startedAt: "2026-11-01T02:30:00.000Z",
  endedAt: "2026-11-01T02:30:09.000Z",
  unsettled: 0,
  checks: [
    { invariant: "Every order has its answer", checked: 1200, differences: 0 },
    { invariant: "No money is held for nothing", checked: 1200, differences: 1 },
  ],
  differences: [
    {
      invariant: "No money is held for nothing",
      id: dispute.orderId,
      what: "€8.40 are held for an order that is REJECTED.",
    },
  ],
};

const closings = [closing("store-1", "19:00"), closing("store-2", "18:30"), closing("store-3", "19:30")];

/** A day at the office, list by list, as the API would answer. */
export const aDay: Readonly<Record<string, (query: URLSearchParams) => object>> = {
  closings: () => ({ now: officeNow, closings, remindersPending: 2 }),
  sales: (query) => salesView(query.get("store") ?? "", query.get("from") ?? ""),
  demand: (query) => demandView(query.get("storeId") ?? ""),
  experiments: () => ({ variants: [variant("counter", 4000, 400), variant("sweets-first", 4000, 520)] }),
  imports: () => ({ imports: [] }),
  disputes: () => ({ disputes: [dispute] }),
  audits: () => ({ audits: [audit], nightly }),
  "stock/store-1": () => stockView("store-1"),
  "stock/store-2": () => stockView("store-2"),
  "stock/store-3": () => stockView("store-3"),
};

/** The same on a day on which nothing ever happened. */
export const aQuietDay: typeof aDay = {
  ...aDay,
  sales: (query) => salesView(query.get("store") ?? "", "2020-01-01"),
  demand: () => demandView("store-3"),
  experiments: () => ({ variants: [] }),
  disputes: () => ({ disputes: [] }),
  audits: () => ({ audits: [], nightly }),
  "stock/store-1": () => stockView("store-3"),
};

/** What to answer instead: a status, or nothing at all. */
export type Answering = (topic: string, route: Route) => Promise<void> | undefined;

/** Answers the office's lists with these, and reloads the page. `instead` may answer first. */
export const showDay = async (page: Page, lists = aDay, instead: Answering = () => undefined) => {
  await page.route("**/api/office/**", (route) => {
    const { pathname, searchParams } = new URL(route.request().url());
    const topic = pathname.replace(/^.*\/api\/office\//, "");
    const list = lists[topic];
    return instead(topic, route) ?? (list ? route.fulfill({ json: list(searchParams) }) : route.continue());
  });
  await page.reload();
};
