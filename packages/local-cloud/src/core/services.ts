import type { Hop } from "./journal.ts";
import type { ResourceType } from "./resource-type.ts";
import type { DrawnType, HopKind, ServiceDescription } from "./service.ts";

/** The services that a local cloud is made of, to ask what they know. */
export interface Services {
  readonly all: readonly ServiceDescription[];
  /** By type token. */
  readonly resourceTypes: ReadonlyMap<string, ResourceType>;
  of(name: string): ServiceDescription | undefined;
  /** By the scope of a signature, which has some names of its own. */
  signedFor(scope: string): ServiceDescription | undefined;
  /** By what `X-Amz-Target` begins with, of those that are told by it. */
  targetedBy(prefix: string): ServiceDescription | undefined;
  /** By its name in `aws-sdk:<name>:<action>` of a state machine. */
  inSdk(name: string): ServiceDescription | undefined;
  /** Of any hop; one of which nothing is said is a call that takes time. */
  kindOf(hop: Pick<Hop, "service" | "action">): HopKind;
  drawn(resourceType: string): DrawnType | undefined;
}

const plain: HopKind = {};

const byKey = <Value>(entries: Iterable<readonly [string, Value]>): Map<string, Value> => {
  const map = new Map<string, Value>();
  for (const [key, value] of entries) {
    if (map.has(key)) throw new Error(`Two services of the local cloud have ${key}.`);
    map.set(key, value);
  }
  return map;
};

export const indexServices = (all: readonly ServiceDescription[]): Services => {
  const named = byKey(all.map((service) => [service.name, service]));
  const aliases = byKey(
    all.flatMap((service) => (service.wire?.aliases ?? []).map((alias) => [alias, service] as const)),
  );
  const targets = byKey(
    all.flatMap((service) => (service.wire?.target ? [[service.wire.target, service]] : [])),
  );
  const sdk = byKey(all.flatMap((service) => (service.sdk ? [[service.sdk.name, service]] : [])));
  const drawn = byKey(all.flatMap(({ map = {} }) => Object.entries(map)));
  const kinds = new Map(
    all.map(({ name, hops = {}, otherHops = plain }) => [
      name,
      { byAction: new Map(Object.entries(hops)), other: otherHops },
    ]),
  );
  return {
    all,
    resourceTypes: byKey(
      all.flatMap(({ resourceTypes = [] }) => resourceTypes.map((type) => [type.type, type] as const)),
    ),
    of: (name) => named.get(name),
    signedFor: (scope) => named.get(scope) ?? aliases.get(scope),
    targetedBy: (prefix) => targets.get(prefix),
    inSdk: (name) => sdk.get(name),
    kindOf({ service, action }) {
      const described = kinds.get(service);
      return described ? (described.byAction.get(action) ?? described.other) : plain;
    },
    drawn: (type) => drawn.get(type),
  };
};

/** Whether a hop is still going on. */
export const isRunning = (hop: Hop, services: Services): boolean =>
  hop.durationMs === undefined && !services.kindOf(hop).momentary;
