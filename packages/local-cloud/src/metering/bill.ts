import type { Hop } from "../core/journal.ts";
import { withFunction } from "./lambda-everywhere.ts";
import type { Meter, Use } from "./meter.ts";
import { prices, type Unit, usdOf } from "./prices.ts";

/** A line of a bill: hops of one kind at one resource. */
export interface BillLine {
  readonly service: string;
  readonly action: string;
  readonly resource: string;
  readonly area?: string;
  readonly node?: string;
  count: number;
  usd: number;
  lambdaEverywhereUsd: number;
}

/** Sums up what hops cost. */
export interface Bill {
  add(hop: Hop): void;
  readonly lines: readonly BillLine[];
  readonly units: ReadonlyMap<Unit, number>;
  /** By service as the price list names it. */
  readonly services: ReadonlyMap<string, { usd: number; lambdaEverywhereUsd: number }>;
  /** Requests from outside that changed something. */
  readonly orders: number;
}

export interface BillParts {
  readonly meter: Meter;
  readonly payloads: (hop: Hop) => Pick<Hop, "input" | "output">;
  readonly hopOf: (id: number) => Hop | undefined;
  /** Names where a hop happened. */
  readonly placeOf: (hop: Hop) => { name: string; area?: string; node?: string };
}

export const sumOf = (uses: readonly Use[]): number =>
  uses.reduce((sum, { unit, quantity }) => sum + usdOf(unit, quantity), 0);

export const createBill = ({ meter, payloads, hopOf, placeOf }: BillParts): Bill => {
  const lines = new Map<string, BillLine>();
  const units = new Map<Unit, number>();
  const services = new Map<string, { usd: number; lambdaEverywhereUsd: number }>();
  let orders = 0;
  const causeOf = ({ causes }: Hop) => (causes[0] === undefined ? undefined : hopOf(causes[0]));

  const addTo = (uses: readonly Use[], column: "usd" | "lambdaEverywhereUsd") => {
    for (const { unit, quantity } of uses) {
      const { service } = prices[unit];
      const sum = services.get(service) ?? { usd: 0, lambdaEverywhereUsd: 0 };
      sum[column] += usdOf(unit, quantity);
      services.set(service, sum);
    }
  };

  return {
    add(hop) {
      if (hop.service === "execute-api" && hop.action !== "GET" && hop.action !== "HEAD") orders++;
      const uses = meter(hop, payloads(hop));
      if (uses.length === 0) return;
      const alternative = withFunction(hop, uses, causeOf);
      for (const { unit, quantity } of uses) units.set(unit, (units.get(unit) ?? 0) + quantity);
      addTo(uses, "usd");
      addTo(alternative, "lambdaEverywhereUsd");
      const { name, area, node } = placeOf(hop);
      const key = `${hop.service}\0${hop.action}\0${name}`;
      const line = lines.get(key) ?? {
        service: hop.service,
        action: hop.action,
        resource: name,
        ...(area === undefined ? {} : { area }),
        ...(node === undefined ? {} : { node }),
        count: 0,
        usd: 0,
        lambdaEverywhereUsd: 0,
      };
      line.count++;
      line.usd += sumOf(uses);
      line.lambdaEverywhereUsd += sumOf(alternative);
      lines.set(key, line);
    },
    get lines() {
      return [...lines.values()];
    },
    units,
    services,
    get orders() {
      return orders;
    },
  };
};
