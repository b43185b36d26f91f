import fc from "fast-check";
import type { Attacker, Surroundings } from "./attack.ts";
import { type HttpAttack, sendHttp, summaryOf } from "./http.ts";
import { hostileText } from "./values.ts";

/** Part of a path that names something, or nothing. */
export const anySegment = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom("OrdersTable", "PlaceOrderQueue", "PlaceOrderDeadLetterQueue", "1", "fuzz"),
  },
  { weight: 2, arbitrary: hostileText.map((text) => encodeURIComponent(text.toWellFormed())) },
  { weight: 1, arbitrary: hostileText.map((text) => text.replace(/[^\x21-\x7e]/g, "")) },
);

export const anyMethod = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom("GET", "POST") },
  { weight: 1, arbitrary: fc.constantFrom("HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH") },
);

/** Sends what `attack` generates. */
export const attackerFrom = (attack: fc.Arbitrary<HttpAttack>, surroundings: Surroundings): Attacker => {
  return (seed) => {
    const http = fc.sample(attack, { seed, numRuns: 1 })[0]!;
    return { summary: summaryOf(http), send: () => sendHttp(http, surroundings) };
  };
};
