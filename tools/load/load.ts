import { OrderView } from "@sourdough/events-schema/http";
import { ulid } from "ulid";
import * as z from "zod";
import { openLoop } from "../bench/load.ts";
import { percentile } from "../bench/statistics.ts";

/** Where orders go, and who places them. */
export interface Counter {
  readonly apiUrl: string;
  /** An ID token. */
  readonly token: string;
}

export interface LoadOptions {
  readonly perSecond: number;
  readonly seconds: number;
  /** How long an accepted order is waited for before it counts as lost. */
  readonly patienceMs: number;
  /** How often an order is looked at. */
  readonly lookEveryMs: number;
}

/** What came of a load. Times in milliseconds. */
export interface LoadReport {
  readonly sent: number;
  /** By status of the answer, where it was not 202; `offline` where there was none. */
  readonly refused: Readonly<Record<string, number>>;
  /** By what became of the order. */
  readonly ended: Readonly<Record<string, number>>;
  /** Accepted, and without an answer in time. */
  readonly lost: readonly string[];
  /** From sending the request to its 202, and to the order's answer as a look at it shows. */
  readonly acceptedMs: Percentiles;
  readonly decidedMs: Percentiles;
}

export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

const Menu = z.object({ items: z.array(z.looseObject({ sku: z.string(), priceCents: z.int() })).min(1) });

const storeId = "store-1";
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const percentilesOf = (values: readonly number[]): Percentiles => ({
  p50: percentile(values, 0.5),
  p95: percentile(values, 0.95),
  p99: percentile(values, 0.99),
});
const count = (values: readonly string[]) =>
  Object.fromEntries([...Map.groupBy(values, (value) => value)].map(([value, same]) => [value, same.length]));

interface Sent {
  orderId: string;
  status: string;
  acceptedMs: number;
  ended?: string;
  decidedMs?: number;
}

/** Places so many orders a second, whether or not those before have their answer, and follows each to its end. */
export const load = async (
  { apiUrl, token }: Counter,
  { perSecond, seconds, patienceMs, lookEveryMs }: LoadOptions,
): Promise<LoadReport> => {
  const headers = { authorization: token, "content-type": "application/json" };
  const menu = await fetch(`${apiUrl}/stores/${storeId}/menu`);
  if (!menu.ok)
    throw new Error(`The menu of ${storeId} answered ${menu.status}: is the stage deployed, with a menu?`);
  const [item] = Menu.parse(await menu.json()).items;

  const order = async (): Promise<Sent> => {
    const orderId = `ord-${ulid()}`;
    const startedAt = performance.now();
    const since = () => performance.now() - startedAt;
    const body = JSON.stringify({
      storeId,
      paymentMethodId: "pm_card_visa",
      lines: [{ sku: item!.sku, quantity: 1, unitPriceCents: item!.priceCents }],
    });
    const answer = await fetch(`${apiUrl}/orders/${orderId}`, { method: "PUT", headers, body }).catch(
      () => undefined,
    );
    const sent: Sent = { orderId, status: String(answer?.status ?? "offline"), acceptedMs: since() };
    await answer?.arrayBuffer();
    if (answer?.status !== 202) return sent;
    while (since() < patienceMs) {
      await pause(lookEveryMs);
      const seen = await fetch(`${apiUrl}/orders/${orderId}`, { headers }).catch(() => undefined);
      if (seen?.status !== 200) {
        await seen?.arrayBuffer();
        continue;
      }
      const { status } = OrderView.parse(await seen.json());
      if (status !== "PENDING") return { ...sent, ended: status, decidedMs: since() };
    }
    return sent;
  };

  const all = await openLoop(perSecond, seconds, order);
  const accepted = all.filter(({ status }) => status === "202");
  const decided = accepted.filter(
    (one): one is Sent & { ended: string; decidedMs: number } => one.ended !== undefined,
  );
  return {
    sent: all.length,
    refused: count(all.filter(({ status }) => status !== "202").map(({ status }) => status)),
    ended: count(decided.map(({ ended }) => ended)),
    lost: accepted.filter(({ ended }) => ended === undefined).map(({ orderId }) => orderId),
    acceptedMs: percentilesOf(accepted.map(({ acceptedMs }) => acceptedMs)),
    decidedMs: percentilesOf(decided.map(({ decidedMs }) => decidedMs)),
  };
};
