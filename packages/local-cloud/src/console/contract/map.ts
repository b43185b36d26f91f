export type NodeKind =
  | "client"
  | "route"
  | "function"
  | "queue"
  | "deadLetterQueue"
  | "bus"
  | "archive"
  | "rule"
  | "pipe"
  | "schedule"
  | "machine"
  | "table"
  | "topic"
  | "stream"
  | "bucket"
  | "channel"
  | "apiDestination"
  | "userPool"
  | "email"
  | "secret"
  | "site"
  | "edge"
  | "external";

export interface MapModel {
  app: { name: string; stage: string };
  areas: MapArea[];
  nodes: MapNode[];
  edges: MapEdge[];
  stats: MapStats;
}

/** A slice of the system: the folder whose code declares the resources. */
export interface MapArea {
  id: string;
  /** `orders` */
  name: string;
  /** `services/orders`, relative to the config; absent when the graph does not say. */
  folder?: string;
}

export interface MapNode {
  /** Stable over runs; what edges, stats, hops and logs refer to. */
  id: string;
  kind: NodeKind;
  /** For people: `PlaceOrderQueue`, `PUT /orders/{orderId}`. */
  name: string;
  area: string;
  /** Of a function that is called after its handler: names of the components it is a part of, the innermost first. */
  partOf?: string[];
  arn?: string;
  /** Pulumi type token. */
  type: string;
  /** File that declares it: `services/orders/infra.ts`. */
  file?: string;
  /** Shown when the node is picked: `{ "Visibility timeout": "30 s", Pattern: "{…}" }`. */
  facts: Record<string, string>;
  /** Only seen, not declared in the graph. */
  undeclared?: true;
}

export type EdgeKind =
  /** A message is handed on: the way of an event. */
  | "flow"
  /** A call with an answer: function to table, machine to service. */
  | "call"
  /** Source polled by a function or pipe. */
  | "poll"
  /** Queue to its dead-letter queue. */
  | "deadLetter";

export interface MapEdge {
  /** `<from>→<to>` */
  id: string;
  from: string;
  to: string;
  kind: EdgeKind;
  /** False: seen, but nothing in the graph says so. */
  declared: boolean;
  /** `PutItem, Query`, detail types, a filter. */
  label?: string;
}

/** Since the start; nodes and edges never seen are absent. */
export interface MapStats {
  at: number;
  nodes: Record<string, Traffic>;
  edges: Record<string, Traffic>;
}

export interface Traffic {
  count: number;
  failures: number;
  lastAt: number;
  /** Per second over the last 10 seconds. */
  rate: number;
  /** Of the last 128; absent for what takes no time. */
  latencyMs?: { p50: number; p95: number };
}

export interface Pulse {
  at: number;
  /** Id -> what came since the last pulse; `latencyMs` is the mean of those. */
  nodes: Record<string, PulseCount>;
  edges: Record<string, PulseCount>;
  /** Edges and nodes seen for the first time that the model does not have. */
  newNodes?: MapNode[];
  newEdges?: MapEdge[];
}

export interface PulseCount {
  count: number;
  failures: number;
  latencyMs?: number;
}
