import type { Hop } from "../core/journal.ts";
import type { Payloads } from "../core/service.ts";
import type { Services } from "../core/services.ts";
import { withFunction } from "./lambda-everywhere.ts";
import { type Meter, payloadsOnDemand } from "./meter.ts";
import { type Price, type Use, usdOf } from "./price.ts";

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
  /** What was used of what is priced. */
  readonly units: Map<Price, number>;
}

/** Dollars as it is, and with a function at every hop. */
export interface Sum {
  usd: number;
  lambdaEverywhereUsd: number;
}

const nothing: Sum = { usd: 0, lambdaEverywhereUsd: 0 };

/** Sums up what hops cost. */
export interface Bill {
  /** Returns what the hop added. */
  add(hop: Hop): Sum;
  readonly lines: readonly BillLine[];
  readonly units: ReadonlyMap<Price, number>;
  /** By service as the price list names it. */
  readonly services: ReadonlyMap<string, Sum>;
  /** Requests from outside that changed something. */
  readonly journeys: number;
}

export interface BillParts {
  readonly meter: Meter;
  readonly services: Services;
  readonly payloads: (hop: Hop) => Payloads;
  readonly hopOf: (id: number) => Hop | undefined;
  /** Names where a hop happened. */
  readonly placeOf: (hop: Hop) => { name: string; area?: string; node?: string };
}

/** A request from outside that changes something. */
export const startsJourney = (hop: Hop | undefined, services: Services): boolean => {
  const { fromClient, reads } = hop ? services.kindOf(hop) : {};
  return Boolean(fromClient && !reads);
};

export const sumOf = (uses: readonly Use[]): number => uses.reduce((sum, use) => sum + usdOf(use), 0);

export const createBill = ({ meter, services: known, payloads, hopOf, placeOf }: BillParts): Bill => {
  const lines = new Map<string, BillLine>();
  const units = new Map<Price, number>();
  const services = new Map<string, Sum>();
  let journeys = 0;
  const causeOf = ({ causes }: Hop) => (causes[0] === undefined ? undefined : hopOf(causes[0]));

  const addTo = (uses: readonly Use[], column: "usd" | "lambdaEverywhereUsd") => {
    for (const use of uses) {
      const { service } = use.price;
      const sum = services.get(service) ?? { usd: 0, lambdaEverywhereUsd: 0 };
      sum[column] += usdOf(use);
      services.set(service, sum);
    }
  };

  return {
    add(hop) {
      if (startsJourney(hop, known)) journeys++;
      const uses = meter(
        hop,
        payloadsOnDemand(() => payloads(hop)),
      );
      if (uses.length === 0) return nothing;
      const alternative = withFunction(hop, uses, causeOf, known);
      for (const { price, quantity } of uses) units.set(price, (units.get(price) ?? 0) + quantity);
      addTo(uses, "usd");
      addTo(alternative, "lambdaEverywhereUsd");
      const { name, area, node } = placeOf(hop);
      const key = `${hop.service}\0${hop.action}\0${name}`;
      const line = lines.get(key) ?? {
        service: hop.service,
        action: hop.action,
        resource: name,
        area,
        node,
        count: 0,
        usd: 0,
        lambdaEverywhereUsd: 0,
        units: new Map<Price, number>(),
      };
      const added = { usd: sumOf(uses), lambdaEverywhereUsd: sumOf(alternative) };
      line.count++;
      for (const { price, quantity } of uses) line.units.set(price, (line.units.get(price) ?? 0) + quantity);
      line.usd += added.usd;
      line.lambdaEverywhereUsd += added.lambdaEverywhereUsd;
      lines.set(key, line);
      return added;
    },
    get lines() {
      return [...lines.values()];
    },
    units,
    services,
    get journeys() {
      return journeys;
    },
  };
};
