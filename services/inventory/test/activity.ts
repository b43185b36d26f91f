import { randomUUID } from "node:crypto";
import type { ActivityRecord } from "@sourdough/events-schema";
import {
  ActivityAnswer,
  DemandView,
  ExperimentsView,
  PopularView,
  type VariantDay,
} from "@sourdough/events-schema/http";
import type { Bakery, Customer } from "@sourdough/test-kit";

type Without<Union, Keys extends PropertyKey> = Union extends unknown ? Omit<Union, Keys> : never;
export type Doing = Without<ActivityRecord, "version" | "recordId" | "occurredAt">;

const minuteMs = 60_000;

/** Whoever looks at the shop, and whoever looks at what they did. */
export const openShop = async (bakery: Bakery) => {
  const staff: Customer = await bakery.signUp({ group: "staff" });
  const { apiUrl } = bakery.outputs;

  const post = (body: unknown, type = "application/json") =>
    fetch(`${apiUrl}/activity`, {
      method: "POST",
      headers: { "content-type": type },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  const record = (doing: Doing): ActivityRecord =>
    ({
      version: 1,
      recordId: randomUUID(),
      occurredAt: new Date(bakery.now()).toISOString(),
      ...doing,
    }) as ActivityRecord;
  /** As a page does: again, as it is, until all of it was received. */
  const send = async (records: readonly ActivityRecord[]) => {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await post({ records });
      if (answer.status === 202) return ActivityAnswer.parse(await answer.json());
      if (answer.status !== 503 || attempt === 5)
        throw new Error(`POST /activity: ${answer.status} ${await answer.text()}`);
    }
  };
  const get = async (path: string) => {
    const answer = await staff.request("GET", path);
    if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as unknown;
  };
  const minutes = async (storeId: string) => {
    const since = new Date(bakery.now() - 24 * 60 * minuteMs).toISOString();
    return DemandView.parse(await get(`/office/demand?storeId=${storeId}&since=${since}`)).minutes;
  };
  /** The last record that is counted. */
  const through = async () =>
    (await bakery.items("inventory")).find(({ entity }) => entity === "shardCursor")?.through;

  return {
    staff,
    post,
    record,
    send,
    minutes,
    /** By product: looked at, put into a basket. */
    demand: async (storeId: string) => {
      const sums: Record<string, [number, number]> = {};
      for (const { sku, viewed, added } of (await minutes(storeId)).flatMap(({ products }) => products)) {
        const [views, adds] = sums[sku] ?? [0, 0];
        sums[sku] = [views + viewed, adds + added];
      }
      return sums;
    },
    popular: async (storeId: string) => {
      const answer = await fetch(`${apiUrl}/stores/${storeId}/popular`);
      return PopularView.parse(await answer.json());
    },
    experiments: async (): Promise<VariantDay[]> =>
      ExperimentsView.parse(await get("/office/experiments")).variants,
    /** Moves the clock on until whatever was sent is counted. */
    counted: async () => {
      const before = await through();
      await bakery.until("the window is counted", async () => (await through()) !== before, {
        timeoutMs: 240_000,
        between: () => bakery.pass(5000),
      });
      await bakery.quiet();
    },
  };
};

export const viewed = (sku: string, storeId = "store-1"): Doing => ({ kind: "ProductViewed", storeId, sku });
export const added = (sku: string, storeId = "store-1"): Doing => ({ kind: "AddedToBasket", storeId, sku });
export const variant = (kind: "MenuShown" | "Ordered", name: string): Doing => ({
  kind,
  storeId: "store-1",
  experiment: "menu-order",
  variant: name,
});
