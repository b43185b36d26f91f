import { isDeepStrictEqual } from "node:util";
import type { Component, Resource, ResourceGraph } from "../core/resource-graph.ts";

/** What an edit of the config changed, by names that the config gives. */
export interface GraphChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** With paths of the properties: `PlaceOrder` -> `environment.variables.LIMIT`. */
  readonly changed: readonly { readonly name: string; readonly properties: readonly string[] }[];
}

const DEEPEST_PATH = 3;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Where two values differ; lists differ as a whole. */
const differences = (before: unknown, after: unknown, path: readonly string[] = []): string[] => {
  if (isDeepStrictEqual(before, after)) return [];
  if (path.length < DEEPEST_PATH && isObject(before) && isObject(after))
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
      differences(before[key], after[key], [...path, key]),
    );
  return [path.join(".")];
};

const STACK = "pulumi:pulumi:Stack";

/** The component that the config made itself, and which made the resource; else the resource. */
const ownerOf = (resource: Resource, components: ReadonlyMap<string, Component>): Resource | Component => {
  let owner: Resource | Component = resource;
  for (;;) {
    const above: Component | undefined =
      owner.parent === undefined ? undefined : components.get(owner.parent);
    if (!above || above.type === STACK) return owner;
    owner = above;
  }
};

/** SST has in them what a site is built of, and when; the local cloud builds by itself. */
const builds = /^command:local:Command |\.sst\.aws\.(BucketFiles|DistributionInvalidation)$/;

const inputsOf = ({ type, name, inputs }: Resource): Record<string, unknown> => {
  if (!builds.test(`${type} ${name}`)) return inputs;
  const { triggers, files, version, ...rest } = inputs;
  return rest;
};

interface Owned {
  readonly name: string;
  readonly resources: Map<string, Resource>;
}

const byOwner = ({ components, resources }: ResourceGraph): Map<string, Owned> => {
  const known = new Map(components.map((component) => [component.urn, component]));
  const owners = new Map<string, Owned>();
  for (const resource of resources) {
    const { urn, name } = ownerOf(resource, known);
    const owned = owners.get(urn) ?? { name, resources: new Map() };
    owners.set(urn, owned.resources.set(resource.urn, resource) && owned);
  }
  return owners;
};

const changesWithin = (before: Owned, after: Owned): string[] => {
  const paths = [...after.resources].flatMap(([urn, resource]) => {
    const old = before.resources.get(urn);
    if (!old) return [`+${resource.name}`];
    return [
      ...differences(inputsOf(old), inputsOf(resource)),
      ...differences(old.build, resource.build).map((path) => (path ? `build.${path}` : "build")),
    ];
  });
  const gone = [...before.resources].filter(([urn]) => !after.resources.has(urn));
  return [...new Set([...paths, ...gone.map(([, { name }]) => `-${name}`)])];
};

/** Outputs, links and what else has no resource. */
const REST = ["outputs", "links", "devCommands", "tasks", "region"] as const;

/** Compares by names; undefined when nothing differs that anybody would see. */
export const compareGraphs = (before: ResourceGraph, after: ResourceGraph): GraphChanges | undefined => {
  const [old, now] = [byOwner(before), byOwner(after)];
  const added = [...now]
    .filter(([urn]) => !old.has(urn))
    .map(([, { name }]) => name)
    .sort();
  const removed = [...old]
    .filter(([urn]) => !now.has(urn))
    .map(([, { name }]) => name)
    .sort();
  const changed = [...now]
    .flatMap(([urn, owned]) => {
      const known = old.get(urn);
      const properties = known ? changesWithin(known, owned) : [];
      return properties.length > 0 ? [{ name: owned.name, properties }] : [];
    })
    .sort((a, b) => a.name.localeCompare(b.name));
  const properties = REST.flatMap((member) =>
    differences(before[member], after[member]).map((path) => [member, path].filter(Boolean).join(".")),
  );
  if (added.length + removed.length + changed.length + properties.length === 0) return undefined;
  // What links and outputs say of resources follows from them.
  const isOther = added.length + removed.length + changed.length === 0;
  return { added, removed, changed: isOther ? [{ name: "The config", properties }] : changed };
};
