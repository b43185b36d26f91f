import { QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import type { TraceList, TraceSummary } from "sourdough-local/console-api";
import { OfflineError } from "./http.ts";
import { type Liveness, openStream } from "./stream.ts";

export const queries = new QueryClient({
  defaultOptions: {
    mutations: { networkMode: "always" },
    queries: {
      // The cloud is on this machine: it answers without a network, too.
      networkMode: "always",
      staleTime: 2_000,
      retry: (failures, error) => error instanceof OfflineError && failures < 2,
      refetchOnWindowFocus: false,
    },
  },
});

export const stream = openStream("./api/stream");

export const useLiveness = (): Liveness => useSyncExternalStore(stream.onLiveness, stream.liveness);

const merge = (list: TraceList, fresh: TraceSummary[]): TraceList => {
  const known = new Map(list.traces.map((trace) => [trace.traceId, trace]));
  for (const trace of fresh) known.set(trace.traceId, trace);
  return { traces: [...known.values()].sort((a, b) => b.at - a.at).slice(0, 300) };
};

let boot: string | undefined;
stream.on("hello", ({ bootId }) => {
  // After a gap, or with another run, nothing held here is known to be true.
  if (boot !== undefined) void queries.invalidateQueries();
  boot = bootId;
});
stream.on("changed", ({ topics }) => {
  for (const topic of topics) void queries.invalidateQueries({ queryKey: [topic] });
  if (topics.includes("queues") || topics.includes("alarms"))
    void queries.invalidateQueries({ queryKey: ["overview"] });
});
stream.on("traces", ({ traces }) => {
  queries.setQueryData<TraceList>(["traces", ""], (list) => list && merge(list, traces));
  const failed = traces.filter((trace) => trace.failures > 0);
  if (failed.length > 0)
    queries.setQueryData<TraceList>(["traces", "failed"], (list) => list && merge(list, failed));
  void queries.invalidateQueries({
    queryKey: ["trace"],
    predicate: ({ queryKey }) =>
      traces.some((trace) => trace.traceId === queryKey[1] || trace.ids.includes(String(queryKey[1]))),
  });
});

export interface Notice {
  at: number;
  message: string;
  hopId?: number;
  traceId?: string;
}

let notices: readonly Notice[] = [];
const noticeWatchers = new Set<() => void>();
const setNotices = (next: readonly Notice[]) => {
  notices = next;
  for (const watcher of noticeWatchers) watcher();
};
stream.on("notice", (notice) => setNotices([notice, ...notices].slice(0, 50)));

export const dismissNotice = (notice: Notice) => setNotices(notices.filter((other) => other !== notice));
export const useNotices = () =>
  useSyncExternalStore(
    (watcher) => {
      noticeWatchers.add(watcher);
      return () => noticeWatchers.delete(watcher);
    },
    () => notices,
  );
