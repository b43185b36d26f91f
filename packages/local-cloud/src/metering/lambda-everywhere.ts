import type { Hop } from "../core/journal.ts";
import type { Use } from "./meter.ts";

/** A function as small as its job: one call, one log line. */
const assumed = { gigabytes: 0.5, seconds: 0.08, logBytes: 1024 };

const oneFunction: readonly Use[] = [
  { unit: "lambda.requests", quantity: 1 },
  { unit: "lambda.armGbSeconds", quantity: assumed.gigabytes * assumed.seconds },
  { unit: "logs.gigabytes", quantity: assumed.logBytes / 1024 ** 3 },
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

/** What the same hop would add with a function in its place. */
export const withFunction = (
  hop: Hop,
  uses: readonly Use[],
  causeOf: (hop: Hop) => Hop | undefined,
): readonly Use[] => {
  const { service, action, resource } = hop;
  if (service === "execute-api") {
    // A route that invokes a function has one already; what it calls tells.
    return [...uses, ...oneFunction];
  }
  if (service === "pipes" && action === "HandleBatch") return oneFunction;
  if (service === "states" && action === "BeginExecution" && resource.includes(":express:")) {
    const started = causeOf(hop);
    const starter = started && causeOf(started);
    return starter?.action === "HandleBatch" ? [] : oneFunction;
  }
  if (action === "InvokeApiDestination") return oneFunction;
  if (isOwnCallOfStandardTask(hop, causeOf)) return [...uses, ...oneFunction];
  if (service === "lambda" && action === "Run" && causeOf(causeOf(hop) ?? hop)?.service === "execute-api")
    // Counted with the route.
    return uses.filter(({ unit }) => unit.endsWith("GbSeconds"));
  return uses;
};

const isOwnCallOfStandardTask = (hop: Hop, causeOf: (hop: Hop) => Hop | undefined): boolean => {
  const cause = causeOf(hop);
  return (
    cause?.action === "EnterState" &&
    cause.resource.includes(":execution:") &&
    hop.service !== "states" &&
    hop.service !== "lambda"
  );
};
