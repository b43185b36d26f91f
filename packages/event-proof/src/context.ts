import type { EventContract, Reads } from "@sourdough/events-schema";
import type { Declared } from "@sourdough/events-schema/repository";
import type { DurableDryRun } from "@sourdough/lambda-kit/durable-testing";
import type * as z from "zod";
import { titleOf } from "./event-schema.ts";
import { suggest } from "./finding.ts";
import type { Route } from "./routes.ts";
import { type BusEvent, type Sample, samplesOf } from "./samples.ts";
import type { System } from "./system.ts";

/** What is wrong, without the place, which follows from the resource. */
export interface Claim {
  /** Name of the resource, or of the consumer in `file`. */
  readonly resource: string;
  readonly file?: string;
  readonly code: string;
  readonly problem: string;
  readonly rule: string;
  readonly remedy: string;
}

/** All that a check looks at. */
export interface Context {
  readonly system: System;
  readonly contracts: readonly EventContract[];
  /** By name of function, state machine, or rule. */
  readonly consumers: ReadonlyMap<string, Declared>;
  /** What functions and state machines take from elsewhere than the bus. */
  readonly inputs: ReadonlyMap<string, z.ZodType>;
  /** Runs of durable functions, by name of the function. */
  readonly dryRuns: ReadonlyMap<string, DurableDryRun>;
  /** Messages by the namespace of their channel. */
  readonly channels: Readonly<Record<string, z.ZodObject>>;
  readonly routes: readonly Route[];
  /** Folder of the code that makes a resource: `services/orders`. */
  folderOf(resource: string): string;
  /** The text of a file of the repository, if it exists. */
  textOf(path: string): string | undefined;
  report(claim: Claim): void;
}

/** What is below these names, if anything is. */
export const valueAt = (value: unknown, names: readonly string[]): unknown =>
  names.reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], value);

/** Whether an event is one that a consumer says it takes. */
export const takes = ({ having, lacking, among }: Reads, { detail: { data } }: BusEvent): boolean =>
  having.every((path) => valueAt(data, path.split(".")) !== undefined) &&
  lacking.every((path) => valueAt(data, path.split(".")) === undefined) &&
  Object.entries(among).every(([path, values]) => values.includes(valueAt(data, path.split("."))));

/** The declaration of a consumer about an event. */
export const partOf = ({ events }: Declared, contract: EventContract) =>
  events.find(
    ({ name, source, version }) =>
      name === contract.name && source === contract.source && version === contract.version,
  );

/** Several checks ask the same of each route. */
const asked = new WeakMap<Route, Map<EventContract, Sample[]>>();

/** Samples of an event that the rule of a route matches. */
export const matching = (route: Route, contract: EventContract): readonly Sample[] => {
  const known = asked.get(route) ?? new Map<EventContract, Sample[]>();
  asked.set(route, known);
  const samples = known.get(contract) ?? samplesOf(contract).filter(({ value }) => route.matches(value));
  known.set(contract, samples);
  return samples;
};

/** Samples of an event that a route lets through. */
export const arriving = (route: Route, contract: EventContract): Sample[] =>
  matching(route, contract).filter(({ value }) => route.deliver(value) !== undefined);

/** What is wrong with an entry for the bus, if anything is. */
export const problemOfEntry = (
  contracts: readonly EventContract[],
  { source, name, detail }: { source: unknown; name: unknown; detail: unknown },
): Pick<Claim, "problem" | "rule" | "remedy"> | undefined => {
  const named = contracts.filter((contract) => contract.name === name);
  if (named.length === 0)
    return {
      problem: `It publishes ${JSON.stringify(name)}, an event without a contract.`,
      rule: "Every event on the bus has a contract in events-schema.",
      remedy: suggest(String(name), [...new Set(contracts.map((contract) => contract.name))]),
    };
  if (!named.some((contract) => contract.source === source))
    return {
      problem: `It publishes ${String(name)} with the source ${JSON.stringify(source)}.`,
      rule: `The source of ${String(name)} is ${named[0]!.source}; rules for it match nothing else.`,
      remedy: `Use ${named[0]!.source}.`,
    };
  const version = valueAt(detail, ["metadata", "version"]);
  const contract = named.find((each) => each.version === version);
  if (!contract)
    return {
      problem: `It publishes ${String(name)} with the version ${JSON.stringify(version)}.`,
      rule: `${String(name)} has ${named.map((each) => `version ${each.version}`).join(", ")}.`,
      remedy: "Set detail.metadata.version to one of these.",
    };
  const parsed = contract.detail.safeParse(detail);
  if (!parsed.success)
    return {
      problem: `The ${titleOf(contract)} it publishes breaks its contract: ${issuesOf(parsed.error)}.`,
      rule: "An event that breaks its contract ends in the dead-letter queue of every consumer.",
      remedy: "Build the field from what the schema asks for.",
    };
  const extra = unknownFields(parsed.data, detail);
  return extra.length === 0
    ? undefined
    : {
        problem: `The ${titleOf(contract)} it publishes has ${extra.join(", ")}, which its contract does not know.`,
        rule: "Nobody reads a field that is in no contract.",
        remedy: suggest(extra[0]!.split(".").at(-1)!, Object.keys(contract.data.shape)),
      };
};

/** `data.orderId: Invalid string`, the first three. */
export const issuesOf = ({ issues }: z.ZodError): string =>
  issues
    .slice(0, 3)
    .map(({ path, message }) => `${path.join(".") || "the value"}: ${message}`)
    .join("; ");

/** Paths of what parsing left out. */
export const unknownFields = (parsed: unknown, given: unknown, path = ""): string[] => {
  if (Array.isArray(given))
    return given.flatMap((item, index) => unknownFields((parsed as unknown[])[index], item, path));
  if (given === null || typeof given !== "object") return [];
  return Object.entries(given).flatMap(([name, inner]) => {
    const at = path === "" ? name : `${path}.${name}`;
    const kept = (parsed as Record<string, unknown> | undefined)?.[name];
    return kept === undefined && inner !== undefined ? [at] : unknownFields(kept, inner, at);
  });
};
