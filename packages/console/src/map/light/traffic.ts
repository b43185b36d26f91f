import type { MapStats, Pulse, PulseCount, Traffic } from "sourdough-local/console-api";

/** What is known about one node or edge by now. */
export interface Flow {
  count: number;
  failures: number;
  lastAt: number;
  latencyMs?: { p50: number; p95: number };
  /** Counts of the last seconds, the current one first. */
  seconds: number[];
  failedSeconds: number[];
}

const window = 10;

const begin = (traffic?: Traffic): Flow => ({
  count: traffic?.count ?? 0,
  failures: traffic?.failures ?? 0,
  lastAt: traffic?.lastAt ?? 0,
  latencyMs: traffic?.latencyMs,
  seconds: new Array<number>(window).fill(traffic?.rate ?? 0),
  failedSeconds: new Array<number>(window).fill(0),
});

/** Per second over the last ten. */
export const rateOf = (flow: Flow): number => flow.seconds.reduce((sum, second) => sum + second, 0) / window;
export const failingNow = (flow: Flow): boolean => flow.failedSeconds.some((second) => second > 0);

/**
 * Counts what pulses bring, outside of React: at 200 events a second nothing may render that did not change.
 * Whoever shows a number asks for it when it draws.
 */
export interface TrafficStore {
  readonly nodes: ReadonlyMap<string, Flow>;
  readonly edges: ReadonlyMap<string, Flow>;
  reset(stats: MapStats): void;
  add(pulse: Pulse): void;
  /** Moves the window on; call once a second. */
  tick(): void;
}

export const createTraffic = (): TrafficStore => {
  const nodes = new Map<string, Flow>();
  const edges = new Map<string, Flow>();
  const count = (flows: Map<string, Flow>, counts: Record<string, PulseCount>, at: number) => {
    for (const [id, pulse] of Object.entries(counts)) {
      const flow = flows.get(id) ?? begin();
      flows.set(id, flow);
      flow.count += pulse.count;
      flow.failures += pulse.failures;
      flow.lastAt = at;
      flow.seconds[0]! += pulse.count;
      flow.failedSeconds[0]! += pulse.failures;
      if (pulse.latencyMs === undefined) continue;
      const { p50, p95 } = flow.latencyMs ?? { p50: pulse.latencyMs, p95: pulse.latencyMs };
      // Moves towards what is seen; the exact percentiles come with the next reading of the map.
      flow.latencyMs = {
        p50: p50 + (pulse.latencyMs - p50) / 8,
        p95: Math.max(p95 - (p95 - p50) / 64, pulse.latencyMs),
      };
    }
  };
  return {
    nodes,
    edges,
    reset(stats) {
      for (const [flows, known] of [
        [nodes, stats.nodes],
        [edges, stats.edges],
      ] as const) {
        flows.clear();
        for (const [id, traffic] of Object.entries(known)) flows.set(id, begin(traffic));
      }
    },
    add(pulse) {
      count(nodes, pulse.nodes, pulse.at);
      count(edges, pulse.edges, pulse.at);
    },
    tick() {
      for (const flows of [nodes, edges])
        for (const flow of flows.values()) {
          flow.seconds.pop();
          flow.seconds.unshift(0);
          flow.failedSeconds.pop();
          flow.failedSeconds.unshift(0);
        }
    },
  };
};
