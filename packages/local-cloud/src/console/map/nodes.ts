import type { Resource, ResourceGraph } from "../../core/resource-graph.ts";
import type { MapArea, MapNode, NodeKind } from "../api.ts";
import { findAreas } from "./areas.ts";
import { factsOf } from "./facts.ts";
import { routePaths } from "./routes.ts";

const kinds: Readonly<Record<string, NodeKind>> = {
  "aws:apigateway/method:Method": "route",
  "aws:lambda/function:Function": "function",
  "aws:sqs/queue:Queue": "queue",
  "aws:cloudwatch/eventBus:EventBus": "bus",
  "aws:cloudwatch/eventRule:EventRule": "rule",
  "aws:pipes/pipe:Pipe": "pipe",
  "aws:sfn/stateMachine:StateMachine": "machine",
  "aws:dynamodb/table:Table": "table",
  "aws:sns/topic:Topic": "topic",
  "aws:appsync/channelNamespace:ChannelNamespace": "channel",
  "aws:cloudwatch/eventApiDestination:EventApiDestination": "apiDestination",
  "aws:scheduler/schedule:Schedule": "schedule",
  "aws:cognito/userPool:UserPool": "userPool",
  "aws:sesv2/emailIdentity:EmailIdentity": "email",
  "aws:secretsmanager/secret:Secret": "secret",
};

/** Area and node of everybody outside: browsers, tests, the AWS CLI. */
export const outside = "outside";
export const clientId = "client:outside";

/** The nodes of a graph, found by any name AWS knows them by. */
export interface Nodes {
  readonly areas: readonly MapArea[];
  readonly all: readonly MapNode[];
  readonly byId: ReadonlyMap<string, MapNode>;
  resourceOf(node: MapNode): Resource | undefined;
  nodeOf(resource: Resource): MapNode | undefined;
  /** By ARN, URL, name or id, also of a part: a stream, an execution, a channel. */
  find(reference: string): MapNode | undefined;
  /** Those whose ARN or name is written somewhere in the text. */
  within(text: string, ...of: NodeKind[]): MapNode[];
}

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/** ARN of what a hop or policy names a part of. */
export const wholeArn = (arn: string): string =>
  arn
    .replace(/^(arn:[^:]*:dynamodb:.*:table\/[^/]+)\/.*$/, "$1")
    .replace(/^(arn:[^:]*:states:[^:]*:[^:]*):(?:execution|express):([^:]+):.*$/, "$1:stateMachine:$2")
    .replace(/^(arn:[^:]*:lambda:[^:]*:[^:]*:function:[^:]+):.+$/, "$1")
    .replace(/^(arn:[^:]*:appsync:.*\/channelNamespace\/[^/]+)\/.*$/, "$1")
    .replace(/^(arn:[^:]*:sns:[^:]*:[^:]*:[^:]+):.+$/, "$1");

export const findNodes = (graph: ResourceGraph): Nodes => {
  const areas = findAreas(graph);
  const components = new Map(graph.components.map((component) => [component.urn, component]));
  const paths = routePaths(graph);
  const byId = new Map<string, MapNode>();
  const byName = new Map<string, MapNode>();
  const resources = new Map<MapNode, Resource>();
  const nodes = new Map<Resource, MapNode>();

  const labelOf = (resource: Resource): string => {
    const component = components.get(resource.parent ?? "");
    const top = !component || component.type === "pulumi:pulumi:Stack";
    if (resource.type === "aws:apigateway/method:Method")
      return `${String(resource.inputs.httpMethod)} ${paths.pathOf(resource)}`;
    if (top) return resource.name;
    const owner = components.get(component.parent ?? "");
    const made = owner !== undefined && owner.type !== "pulumi:pulumi:Stack";
    // SST makes up names for the functions of subscribers and routes; the handler's file says what they do.
    return made && resource.build ? handlerName(resource.build.handler) : component.name;
  };

  const kindOf = (resource: Resource): NodeKind | undefined => {
    // Answers of browsers' preflight requests, one for each path.
    if (resource.inputs.httpMethod === "OPTIONS" && resource.inputs.resourceId) return undefined;
    if (resource.siteOutput) return "site";
    if (resource.type === "aws:s3/bucket:Bucket") {
      const owner = components.get(components.get(resource.parent ?? "")?.parent ?? "");
      return owner?.type === "sst:aws:StaticSite" ? undefined : "bucket";
    }
    return resource.type === "aws:cloudwatch/eventRule:EventRule" && resource.inputs.scheduleExpression
      ? "schedule"
      : kinds[resource.type];
  };

  const add = (node: MapNode, ...names: (string | undefined)[]) => {
    byId.set(node.id, node);
    for (const name of names) if (name !== undefined && !byName.has(name)) byName.set(name, node);
  };

  for (const resource of graph.resources) {
    const kind = kindOf(resource);
    if (!kind) continue;
    const { inputs, outputs } = resource;
    const name = labelOf(resource);
    const arn = text(outputs.arn) ?? text(outputs.channelNamespaceArn);
    const id = byId.has(`${kind}:${name}`) ? `${kind}:${name}:${resource.id}` : `${kind}:${name}`;
    const file = areas.fileOf(resource);
    const node: MapNode = {
      id,
      kind,
      name,
      area: areas.of(resource),
      type: resource.type,
      facts: factsOf(resource),
      ...(arn === undefined ? {} : { arn }),
      ...(file === undefined ? {} : { file }),
    };
    resources.set(node, resource);
    nodes.set(resource, node);
    // A rule's or namespace's name means something on its bus or API only.
    const local = kind === "rule" || kind === "channel" || kind === "route" || kind === "site";
    const named = local ? [] : [text(outputs.name), text(inputs.name), resource.id, text(outputs.url)];
    add(node, arn, text(outputs.streamArn), ...named);
    if (kind === "channel")
      add(node, `${String(outputs.channelNamespaceArn).split("/channelNamespace/")[0]}`);
  }
  if ([...byId.values()].some(({ kind }) => ["route", "site", "channel", "userPool"].includes(kind)))
    add({ id: clientId, kind: "client", name: "Clients", area: outside, type: outside, facts: {} });

  const find = (reference: string): MapNode | undefined =>
    byName.get(reference) ??
    (reference.startsWith("arn:")
      ? byName.get(wholeArn(reference))
      : byName.get(reference.slice(reference.lastIndexOf("/") + 1)));

  const written = [...byName].filter(([name]) => name.length >= 6).sort(([a], [b]) => b.length - a.length);
  return {
    get areas() {
      return byId.has(clientId) ? [{ id: outside, name: outside }, ...areas.all] : areas.all;
    },
    get all() {
      return [...byId.values()];
    },
    byId,
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
