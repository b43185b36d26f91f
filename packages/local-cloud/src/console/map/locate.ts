import type { Hop } from "../../core/journal.ts";
import type { ResourceGraph } from "../../core/resource-graph.ts";
import type { MapNode } from "../api.ts";
import { clientId, type Nodes } from "./nodes.ts";
import { routePaths } from "./routes.ts";

/** Where on the map a hop happened, and which way it came. */
export interface Locator {
  nodeOf(hop: Hop): MapNode | undefined;
  /** The way a message or call took to get there; undefined for what happens inside a node. */
  wayOf(hop: Hop): readonly [from: MapNode, to: MapNode] | undefined;
  /** By any name, ARN or URL, also of a request: `arn:aws:execute-api:…/PUT/orders/*`. */
  find(reference: string): MapNode | undefined;
}

/** What the console itself calls; neither traffic nor cost. */
export const consoleSource = "console";
/** What fills the tables once after the start; no way that anything takes later. */
export const afterStartSource = "localCloud.afterStart";

const CACHE = 5000;
const inside = new Set([
  "Receive",
  "BeginExecution",
  "EndExecution",
  "RetryState",
  "Log",
  "FailMessage",
  "FailRecord",
  "AcceptEvent",
  "MoveMessage",
  "Connect",
  "Subscribe",
  "Discard",
  "SendTaskSuccess",
  "SendTaskFailure",
  "SendTaskHeartbeat",
]);

const member = (value: unknown, ...path: (string | number)[]): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null
        ? (inner as Record<string | number, unknown>)[key]
        : undefined,
    value,
  );

/** Names in inputs of calls that name no single resource. */
const namedInInput = ({ service, action, input }: Hop): string | undefined => {
  if (service === "dynamodb") {
    const transacted = member(input, "TransactItems", 0) ?? {};
    const first = Object.values(transacted as object)[0];
    const batched = Object.keys((member(input, "RequestItems") as object | undefined) ?? {})[0];
    return (member(first, "TableName") as string | undefined) ?? batched;
  }
  if (action === "PutEvents") return String(member(input, "Entries", 0, "EventBusName") ?? "default");
  return undefined;
};

export const createLocator = (
  graph: ResourceGraph,
  nodes: Nodes,
  hopOf: (id: number) => Hop | undefined,
): Locator => {
  const routes = routePaths(graph);
  const known = new Map<string, MapNode | undefined>();
  const client = nodes.byId.get(clientId);
  const first = (kind: MapNode["kind"]) => nodes.all.find((node) => node.kind === kind);
  const emails = nodes.all.filter(({ kind }) => kind === "email");

  const route = (arn: string): MapNode | undefined => {
    const [, api, verb, path] =
      /^arn:[^:]*:execute-api:[^:]*:[^:]*:([^/]+)\/[^/]+\/([^/]+)(\/.*)?$/.exec(arn) ?? [];
    if (api === undefined || verb === undefined) return undefined;
    const method = routes.methodOf(api, verb, path ?? "/");
    return method && nodes.nodeOf(method);
  };
  const lookUp = (reference: string) =>
    reference.startsWith("arn:aws:execute-api:") ? route(reference) : nodes.find(reference);
  const find = (reference: string): MapNode | undefined => {
    if (known.has(reference)) return known.get(reference);
    // Names of executions and paths of requests are new with each order.
    if (known.size >= CACHE) known.clear();
    const node = lookUp(reference);
    known.set(reference, node);
    return node;
  };

  const nodeOf = (hop: Hop): MapNode | undefined => {
    const { service, action, resource, source } = hop;
    if (service === "local-cloud" || service === "site") return undefined;
    if (action === "Log" && source !== undefined) return find(source);
    if (action === "Deliver" && source !== undefined) return find(source);
    if (service === "ses") {
      const from = String(member(hop.input, "FromEmailAddress") ?? "");
      return emails.find(({ name, arn }) => from.includes(arn?.split("/").at(-1) ?? name)) ?? emails[0];
    }
    if (service === "cognito-idp") return find(resource) ?? first("userPool");
    if (resource !== "*") return find(resource);
    const named = namedInInput(hop);
    return named === undefined ? undefined : find(named);
  };

  const sourceOf = (hop: Hop): MapNode | undefined => {
    const own = hop.source === undefined ? undefined : find(hop.source);
    if (own) return own;
    const cause = hop.causes[0] === undefined ? undefined : hopOf(hop.causes[0]);
    return cause ? (nodeOf(cause) ?? sourceOf(cause)) : client;
  };

  const wayOf = (hop: Hop): readonly [MapNode, MapNode] | undefined => {
    const { service, action, source } = hop;
    if (source === consoleSource || source === afterStartSource || inside.has(action)) return undefined;
    const to = nodeOf(hop);
    if (!to) return undefined;
    let from: MapNode | undefined;
    if (action === "Deliver") {
      const cause = hop.causes[0] === undefined ? undefined : hopOf(hop.causes[0]);
      from = cause && nodeOf(cause);
    } else if (action === "EnterState") {
      const resumed = hop.causes.map(hopOf).find((cause) => cause?.action.startsWith("SendTask"));
      from = resumed && sourceOf(resumed);
    } else if (action === "Run" && service === "lambda") {
      if (!/^arn:aws:(sqs|dynamodb|kinesis):/.test(source ?? "")) return undefined;
      from = find(source ?? "");
    } else if (action === "Broadcast") return client && [to, client];
    else if (service === "execute-api") from = client;
    else from = sourceOf(hop);
    return from && from !== to ? [from, to] : undefined;
  };

  return { nodeOf, wayOf, find };
};
