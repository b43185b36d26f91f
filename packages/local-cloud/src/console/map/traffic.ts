import type { Hop } from "../../core/journal.ts";
import type { Services } from "../../core/services.ts";
import type { MapEdge, MapNode, MapStats, Pulse, PulseCount, Traffic } from "../api.ts";
import { edgeId } from "./edge-set.ts";
import { consoleSource, type Locator } from "./locate.ts";
import type { DeclaredMap } from "./model.ts";

const SECONDS = 10;
const LATENCIES = 128;

/** What passed a node or edge. */
interface Counter {
  count: number;
  failures: number;
  lastAt: number;
  readonly perSecond: Uint32Array;
  second: number;
  readonly latencies: Float64Array;
  measured: number;
}

const newCounter = (): Counter => ({
  count: 0,
  failures: 0,
  lastAt: 0,
  perSecond: new Uint32Array(SECONDS),
  second: 0,
  latencies: new Float64Array(LATENCIES),
  measured: 0,
});

/** Empties the seconds that went by without anything. */
const advance = (counter: Counter, second: number): void => {
  const gone = Math.min(second - counter.second, SECONDS);
  for (let offset = 0; offset < gone; offset++) counter.perSecond[(second - offset) % SECONDS] = 0;
  if (second > counter.second) counter.second = second;
};

const shown = (counter: Counter, now: number): Traffic => {
  advance(counter, Math.floor(now / 1000));
  const { count, failures, lastAt, measured } = counter;
  const rate = counter.perSecond.reduce((sum, one) => sum + one, 0) / SECONDS;
  if (measured === 0) return { count, failures, lastAt, rate };
  const sorted = counter.latencies.slice(0, Math.min(measured, LATENCIES)).sort();
  const share = (part: number) => sorted[Math.ceil(sorted.length * part) - 1]!;
  return { count, failures, lastAt, rate, latencyMs: { p50: share(0.5), p95: share(0.95) } };
};

/** Counts what passes the nodes and edges of the map. */
export interface TrafficMeter {
  begun(hop: Hop): void;
  ended(hop: Hop): void;
  stats(now: number): MapStats;
  /** What came since it was asked last; undefined when nothing did. */
  pulse(now: number): Pulse | undefined;
  /** Edges nobody declared, but seen. */
  readonly undeclared: readonly MapEdge[];
}

export const createTrafficMeter = (map: DeclaredMap, locator: Locator, services: Services): TrafficMeter => {
  const nodeCounters = new Map<string, Counter>();
  const edgeCounters = new Map<string, Counter>();
  let { edges } = map;
  let declaredIds = new Set(edges.map(({ id }) => id));
  const undeclared = new Map<string, MapEdge>();
  let newEdges: MapEdge[] = [];
  let nodeDeltas: Record<string, PulseCount & { measured: number }> = {};
  let edgeDeltas: typeof nodeDeltas = {};

  const counterOf = (counters: Map<string, Counter>, id: string) => {
    let counter = counters.get(id);
    if (!counter) counters.set(id, (counter = newCounter()));
    return counter;
  };
  const deltaOf = (deltas: typeof nodeDeltas, id: string) =>
    (deltas[id] ??= { count: 0, failures: 0, measured: 0 });

  const count = (counters: Map<string, Counter>, deltas: typeof nodeDeltas, id: string, hop: Hop) => {
    const counter = counterOf(counters, id);
    const second = Math.floor(hop.at / 1000);
    advance(counter, second);
    counter.count++;
    counter.lastAt = hop.at;
    counter.perSecond[second % SECONDS]!++;
    const delta = deltaOf(deltas, id);
    delta.count++;
    // What has an error and takes no time was a failure from the start.
    if (isFailure(hop) && hop.durationMs === undefined) {
      counter.failures++;
      delta.failures++;
    }
  };
  const measure = (counters: Map<string, Counter>, deltas: typeof nodeDeltas, id: string, hop: Hop) => {
    const counter = counterOf(counters, id);
    const delta = deltaOf(deltas, id);
    const ms = hop.durationMs ?? 0;
    counter.latencies[counter.measured++ % LATENCIES] = ms;
    delta.latencyMs = ((delta.latencyMs ?? 0) * delta.measured + ms) / (delta.measured + 1);
    delta.measured++;
    if (isFailure(hop)) {
      counter.failures++;
      delta.failures++;
    }
  };
  const isDeclared = (id: string) => {
    if (edges !== map.edges) {
      edges = map.edges;
      declaredIds = new Set(edges.map((edge) => edge.id));
    }
    return declaredIds.has(id);
  };
  const edgeOf = ([from, to]: readonly [MapNode, MapNode]) => {
    const id = edgeId(from.id, to.id);
    if (!isDeclared(id) && !undeclared.has(id)) {
      const edge: MapEdge = { id, from: from.id, to: to.id, kind: "call", declared: false };
      undeclared.set(id, edge);
      newEdges.push(edge);
    }
    return id;
  };
  const pulseOf = (deltas: typeof nodeDeltas): Record<string, PulseCount> =>
    Object.fromEntries(Object.entries(deltas).map(([id, { measured: _, ...delta }]) => [id, delta]));

  /** Of the several hops of one event in a node, the one that counts. */
  const showsLife = (hop: Hop): boolean => hop.source !== consoleSource && !services.kindOf(hop).uncounted;

  return {
    begun(hop) {
      const node = locator.nodeOf(hop);
      if (node && showsLife(hop)) count(nodeCounters, nodeDeltas, node.id, hop);
      const way = locator.wayOf(hop);
      if (way) count(edgeCounters, edgeDeltas, edgeOf(way), hop);
    },
    ended(hop) {
      const node = locator.nodeOf(hop);
      if (node && showsLife(hop)) measure(nodeCounters, nodeDeltas, node.id, hop);
      const way = locator.wayOf(hop);
      if (way) measure(edgeCounters, edgeDeltas, edgeOf(way), hop);
    },
    stats(now) {
      const all = (counters: Map<string, Counter>) =>
        Object.fromEntries(Array.from(counters, ([id, counter]) => [id, shown(counter, now)]));
      return { at: now, nodes: all(nodeCounters), edges: all(edgeCounters) };
    },
    pulse(now) {
      const quiet = Object.keys(nodeDeltas).length === 0 && Object.keys(edgeDeltas).length === 0;
      if (quiet) return undefined;
      const pulse: Pulse = {
        at: now,
        nodes: pulseOf(nodeDeltas),
        edges: pulseOf(edgeDeltas),
        newEdges: newEdges.length > 0 ? newEdges : undefined,
      };
      nodeDeltas = {};
      edgeDeltas = {};
      newEdges = [];
      return pulse;
    },
    get undeclared() {
      return [...undeclared.values()];
    },
  };
};

/**
 * A condition that does not hold is an answer, and CloudWatch counts it apart from errors, too:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 */
const refusedByCondition = /^(ConditionalCheckFailed|TransactionCanceled)Exception$/;
const isFailure = ({ error }: Hop): boolean => error !== undefined && !refusedByCondition.test(error.code);
