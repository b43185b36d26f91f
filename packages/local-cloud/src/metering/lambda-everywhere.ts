import type { Hop } from "../core/journal.ts";
import type { Services } from "../core/services.ts";
import { logPrice } from "../emulators/cloudwatch/prices.ts";
import { armSeconds, requests } from "../emulators/lambda/prices.ts";
import type { Use } from "./price.ts";

/** A function as small as its job: one call, one log line. */
const assumed = { gigabytes: 0.5, seconds: 0.08, logBytes: 1024 };

export const oneFunction: readonly Use[] = [
  { price: requests, quantity: 1 },
  { price: armSeconds, quantity: assumed.gigabytes * assumed.seconds },
  { price: logPrice, quantity: assumed.logBytes / 1024 ** 3 },
];

/** The comparison's assumptions, a sentence each. */
export const comparisonAssumptions: readonly string[] = [
  `Each hop that is configuration is a function of ${assumed.gigabytes * 1024} MB (arm64) that is billed ${assumed.seconds * 1000} ms, a share of cold starts included, and logs ${assumed.logBytes / 1024} KB.`,
  "A direct integration of a route becomes a function that makes the same call.",
  "A pipe with its Express workflow becomes one function on the same queue or stream; an Express workflow started by a rule or another workflow becomes a function too.",
  "A task of a Standard workflow that calls a service itself calls a function instead; the transitions stay.",
  "An API destination becomes a function that makes the HTTP call.",
  "Functions need code, dependencies, updates and alarms, which no price list has.",
];

type CauseOf = (hop: Hop) => Hop | undefined;

/** What the same hop would add with a function in its place. */
export const withFunction = (
  hop: Hop,
  uses: readonly Use[],
  causeOf: CauseOf,
  services: Services,
): readonly Use[] => {
  const kind = services.kindOf(hop);
  if (kind.withFunction) return kind.withFunction(hop, uses, causeOf);
  const cause = causeOf(hop);
  return cause && services.kindOf(cause).callsWithoutFunction?.(cause, hop)
    ? [...uses, ...oneFunction]
    : uses;
};
