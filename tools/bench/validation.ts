import {
  type EventContract,
  OrderPlaced,
  OrderPlacedV2,
  OrderStatusChanged,
  parseEvent,
  StockLow,
  toEntry,
} from "@sourdough/events-schema";
import { metadata } from "@sourdough/events-schema/testing";
import { median } from "./statistics.ts";

const rounds = 200;
const perRound = 500;

function microseconds(run: () => unknown): number {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    for (let turn = 0; turn < perRound; turn += 1) run();
    times.push(((performance.now() - start) * 1000) / perRound);
  }
  return median(times);
}

/** What validation costs one event, in microseconds. */
export interface ValidationCost {
  readonly event: string;
  readonly publish: number;
  readonly consume: number;
}

/** Without what there would be without a contract: writing and reading JSON. */
function measure(
  event: string,
  published: EventContract,
  taken: readonly EventContract[],
  data: object,
): ValidationCost {
  const entry = toEntry(published, { ...data }, metadata);
  const delivered = {
    source: entry.Source,
    "detail-type": entry.DetailType,
    detail: JSON.parse(entry.Detail),
  };
  const publish = microseconds(() => toEntry(published, { ...data }, metadata));
  const json = microseconds(() => JSON.stringify(delivered.detail));
  return { event, publish: publish - json, consume: microseconds(() => parseEvent(taken, delivered)) };
}

/** Medians of 200 rounds, from the smallest event to the largest that is allowed. */
export function measureValidation(): ValidationCost[] {
  const [small, two] = OrderPlaced.examples;
  const large = { ...small, lines: Array.from({ length: 50 }, () => ({ ...small.lines[0] })) };
  return [
    measure("StockLow, 4 fields", StockLow, [StockLow], StockLow.examples[0]),
    measure("OrderStatusChanged", OrderStatusChanged, [OrderStatusChanged], OrderStatusChanged.examples[0]),
    measure("OrderPlaced, 2 lines", OrderPlaced, [OrderPlaced], two),
    measure("OrderPlaced v1 taken as v2", OrderPlaced, [OrderPlaced, OrderPlacedV2], two),
    measure("OrderPlaced, 50 lines", OrderPlaced, [OrderPlaced], large),
  ];
}
