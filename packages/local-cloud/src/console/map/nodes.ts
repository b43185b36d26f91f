import { isArn, serviceOf } from "../../core/arn.ts";
import type { Resource, ResourceGraph } from "../../core/resource-graph.ts";
import type { DrawnType } from "../../core/service.ts";
import type { Services } from "../../core/services.ts";
import type { MapArea, MapNode, NodeKind } from "../api.ts";
import { findAreas } from "./areas.ts";

/** Area and node of everybody outside: browsers, tests, the AWS CLI. */
const outside = "outside";
const clientId = "client:outside";

/** The nodes of a graph, found by any name AWS knows them by. */
export interface Nodes {
  readonly areas: readonly MapArea[];
  readonly all: readonly MapNode[];
  readonly byId: ReadonlyMap<string, MapNode>;
  /** Everybody outside; absent where nothing is for them. */
  readonly client: MapNode | undefined;
  resourceOf(node: MapNode): Resource | undefined;
  nodeOf(resource: Resource): MapNode | undefined;
  /** By ARN, URL, name or id, also of a part: a stream, an execution, a channel. */
  find(reference: string): MapNode | undefined;
  /** Those whose ARN or name is written somewhere in the text. */
  within(text: string, ...of: NodeKind[]): MapNode[];
}

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

export const findNodes = (graph: ResourceGraph, services: Services): Nodes => {
  const areas = findAreas(graph);
  const components = new Map(graph.components.map((component) => [component.urn, component]));
  const byId = new Map<string, MapNode>();
  const byName = new Map<string, MapNode>();
  const resources = new Map<MapNode, Resource>();
  const nodes = new Map<Resource, MapNode>();
  let client: MapNode | undefined;

  const componentOf = ({ parent = "" }: { readonly parent?: string }) => {
    const component = components.get(parent);
    return component?.type === "pulumi:pulumi:Stack" ? undefined : component;
  };

  const labelOf = (resource: Resource, drawn: DrawnType): Pick<MapNode, "name" | "partOf"> => {
    if (drawn.label) return { name: drawn.label(resource, graph) };
    const component = componentOf(resource);
    const owner = component && componentOf(component);
    // SST makes up names for the functions of subscribers and routes; the handler's file says what they do.
    if (owner && resource.build)
      return { name: handlerName(resource.build.handler), partOf: [component.name, owner.name] };
    return { name: component?.name ?? resource.name };
  };

  const add = (node: MapNode, ...names: (string | undefined)[]) => {
    byId.set(node.id, node);
    for (const name of names) if (name !== undefined && !byName.has(name)) byName.set(name, node);
  };

  for (const resource of graph.resources) {
    const drawn = services.drawn(resource.type);
    const kind = typeof drawn?.node === "function" ? drawn.node(resource) : drawn?.node;
    if (!drawn || !kind) continue;
    const { inputs, outputs } = resource;
    const { name, partOf } = labelOf(resource, drawn);
    const names = (drawn.names?.(resource) ?? []).map(text);
    const arn = text(outputs.arn) ?? names[0];
    const id = byId.has(`${kind}:${name}`) ? `${kind}:${name}:${resource.id}` : `${kind}:${name}`;
    const file = areas.fileOf(resource);
    const node: MapNode = {
      id,
      kind,
      name,
      area: areas.of(resource),
      partOf,
      type: resource.type,
      facts: factsOf(resource, drawn),
      arn,
      file,
    };
    resources.set(node, resource);
    nodes.set(resource, node);
    add(node, arn, ...names);
    if (!drawn.local) add(node, text(outputs.name), text(inputs.name), resource.id, text(outputs.url));
    if (drawn.visited && !client) {
      client = { id: clientId, kind: "client", name: "Clients", area: outside, type: outside, facts: {} };
    }
  }
  if (client) add(client);

  const find = (reference: string): MapNode | undefined =>
    byName.get(reference) ??
    byName.get(
      isArn(reference)
        ? (services.of(serviceOf(reference) ?? "")?.wholeArn?.(reference) ?? reference)
        : reference.slice(reference.lastIndexOf("/") + 1),
    );

  const written = [...byName].filter(([name]) => name.length >= 6).sort(([a], [b]) => b.length - a.length);
  return {
    get areas() {
      return client ? [{ id: outside, name: outside }, ...areas.all] : areas.all;
    },
    get all() {
      return [...byId.values()];
    },
    byId,
    client,
    resourceOf: (node) => resources.get(node),
    nodeOf: (resource) => nodes.get(resource),
    find,
    within(where, ...of) {
      const found = new Set<MapNode>();
      for (const [name, node] of written)
        if (of.includes(node.kind) && !found.has(node) && hasName(where, name)) found.add(node);
      return [...found];
    },
  };
};

const hasName = (where: string, name: string): boolean => {
  for (let at = where.indexOf(name); at >= 0; at = where.indexOf(name, at + 1))
    if (!/[\w-]/.test(where[at + name.length] ?? " ") && !/[\w-]/.test(where[at - 1] ?? " ")) return true;
  return false;
};

/** `services/orders/src/handlers/place-order.queue.handler` -> `PlaceOrder` */
const handlerName = (handler: string): string => {
  const [stem = handler] = handler.slice(handler.lastIndexOf("/") + 1).split(".");
  return stem
    .split(/[-_]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
};

/** What is worth knowing of a resource at a glance. */
const factsOf = (resource: Resource, drawn: DrawnType): Record<string, string> => {
  const { inputs, outputs } = resource;
  const all = { ...drawn.facts?.(inputs, resource), Name: outputs.name ?? inputs.name };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) =>
      value === undefined || value === null || value === "" ? [] : [[name, String(value)]],
    ),
  );
};
