import type { EventContract } from "@sourdough/events-schema";
import type { DryRunOptions } from "sourdough-local/models";
import type { Claim } from "../context.ts";
import { titleOf } from "../event-schema.ts";
import type { BusEvent } from "../samples.ts";
import { claimOf } from "./expression-claims.ts";
import { constantsIn, type Part, partsOf } from "./expression-parts.ts";

/** A field of an event: `data.customer.email` of `OrderConfirmed v1`. */
export interface EventField {
  readonly event: EventContract;
  /** Below `detail`. */
  readonly path: string;
}

/** What the expressions of one state machine do, over all its runs. */
export interface Observer {
  readonly listeners: NonNullable<DryRunOptions["listeners"]>;
  /** The next runs are about this event, or about none. */
  about(event?: { readonly contract: EventContract; readonly value: BusEvent }): void;
  /** Fields of events that were read. */
  readonly reads: readonly EventField[];
  /** Texts that expressions compare with. */
  readonly constants: readonly string[];
  /** Mistakes, without the state, with the source of the expression. */
  problems(): readonly { source: string; claim: Omit<Claim, "resource"> }[];
}

/** What came of one part of an expression; expressions with the same text share it. */
export interface Outcome {
  readonly part: Part;
  readonly source: string;
  /** Whether it was evaluated at all. */
  tried: boolean;
  found: boolean;
  /** What had to have the field. */
  owner?: unknown;
  field?: EventField;
  /** An optional field of an event that was put into a text, and was not there. */
  gap?: boolean;
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** Where in the event each of its objects is, by their JSON: `$parse` and variables make copies. */
const placesIn = (event: BusEvent): Map<string, string> => {
  const places = new Map<string, string>();
  const add = (value: unknown, path: string): void => {
    if (Array.isArray(value)) for (const item of value) add(item, path);
    if (!isObject(value) || Array.isArray(value)) return;
    places.set(JSON.stringify(value), path);
    for (const [name, inner] of Object.entries(value)) add(inner, path === "" ? name : `${path}.${name}`);
  };
  add(event.detail, "");
  places.set(JSON.stringify(event), "");
  return places;
};

export const createObserver = (): Observer => {
  const outcomes = new Map<string, Outcome>();
  const byPart = new WeakMap<object, Outcome>();
  const reads = new Map<string, EventField>();
  const constants = new Set<string>();
  let event: EventContract | undefined;
  let places = new Map<string, string>();
  let known = new WeakMap<object, string>();

  const fieldOf = (owner: object, name: string): EventField | undefined => {
    if (!event) return undefined;
    let path = known.get(owner);
    if (path === undefined) {
      path = places.get(JSON.stringify(owner)) ?? "?";
      known.set(owner, path);
    }
    return path === "?" ? undefined : { event, path: path === "" ? name : `${path}.${name}` };
  };

  const evaluated = (outcome: Outcome, input: unknown, result: unknown) => {
    outcome.tried = true;
    outcome.found ||= result !== undefined;
    const { part } = outcome;
    if (part.kind !== "name") return;
    for (const owner of Array.isArray(input) ? input : [input]) {
      if (owner === undefined || owner === null) continue;
      if (!isObject(owner)) {
        outcome.owner ??= owner;
        continue;
      }
      const field = fieldOf(owner, part.name);
      if (field || !isObject(outcome.owner)) outcome.owner = owner;
      if (!field) continue;
      outcome.field = field;
      reads.set(`${titleOf(field.event)} ${field.path}`, field);
      if (part.inText && !(part.name in owner)) outcome.gap = true;
    }
  };

  return {
    listeners: {
      onCompiled(source, tree) {
        for (const constant of constantsIn(tree)) constants.add(constant);
        for (const [index, part] of partsOf(tree).entries()) {
          const key = `${index} ${source}`;
          const outcome = outcomes.get(key) ?? { part, source, tried: false, found: false };
          outcomes.set(key, outcome);
          byPart.set(part.node, outcome);
        }
      },
      onEvaluated(node, input, result) {
        const outcome = byPart.get(node);
        if (outcome)
          evaluated(outcome, input, outcome.part.kind === "comparison" ? result || undefined : result);
      },
    },
    about(about) {
      event = about?.contract;
      places = about ? placesIn(about.value) : new Map();
      known = new WeakMap();
    },
    get reads() {
      return [...reads.values()];
    },
    get constants() {
      return [...constants];
    },
    problems: () => {
      const all = [...outcomes.values()];
      return all.flatMap((outcome) => {
        const { part, source } = outcome;
        const field =
          part.kind === "comparison"
            ? all.find((each) => each.part.node === part.field)?.field
            : outcome.field;
        const claim = claimOf({ ...outcome, field });
        return claim ? [{ source, claim }] : [];
      });
    },
  };
};
