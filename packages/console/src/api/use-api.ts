import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import type { AlarmList, AliasList, QueueList } from "sourdough-local/console-api";
import { get } from "./http.ts";

/** Keys begin with the topic the stream names when the answer is no longer true. */
export const useOverview = () =>
  useQuery({
    queryKey: ["overview"],
    queryFn: ({ signal }) => get("/api/overview", {}, {}, signal),
    refetchInterval: 5_000,
  });

export const useMap = () =>
  useQuery({
    queryKey: ["map"],
    queryFn: ({ signal }) => get("/api/map", {}, {}, signal),
    staleTime: 60_000,
  });

export const useTraces = (failed: boolean) =>
  useQuery({
    queryKey: ["traces", failed ? "failed" : ""],
    queryFn: ({ signal }) =>
      get("/api/traces", {}, { limit: "150", failed: failed ? "1" : undefined }, signal),
  });

export const useFind = (q: string) =>
  useQuery({
    queryKey: ["find", q],
    queryFn: ({ signal }) => get("/api/find", {}, { q }, signal),
    enabled: q.length >= 3,
    placeholderData: keepPreviousData,
  });

export const useTrace = (id: string) =>
  useQuery({ queryKey: ["trace", id], queryFn: ({ signal }) => get("/api/trace", {}, { id }, signal) });

export const useHop = (hopId: number) =>
  useQuery({
    queryKey: ["hop", hopId],
    queryFn: ({ signal }) => get("/api/hops/{hopId}", { hopId }, {}, signal),
    placeholderData: keepPreviousData,
  });

const queuesQuery = queryOptions({
  queryKey: ["queues"],
  queryFn: ({ signal }) => get("/api/queues", {}, {}, signal),
});

export const useQueues = () => useQuery(queuesQuery);

const deadLettersByNode = ({ queues }: QueueList): Record<string, number> => {
  const depths = new Map(queues.map(({ name, depth }) => [name, depth]));
  return Object.fromEntries(
    queues.map(({ node, deadLetterQueue }) => [node, depths.get(deadLetterQueue?.name ?? "") ?? 0]),
  );
};

/** How many dead letters each queue has, by its node in the map; the same object until a number changes. */
export const useDeadLetters = () => useQuery({ ...queuesQuery, select: deadLettersByNode }).data;

export const useMessages = (name: string) =>
  useQuery({
    queryKey: ["queues", name],
    queryFn: ({ signal }) => get("/api/queues/{name}/messages", { name }, { limit: "100" }, signal),
    placeholderData: keepPreviousData,
  });

/** What the aliases of a function mean, by its node in the map. */
export const useAliases = (node: string) =>
  useQuery({
    queryKey: ["aliases"],
    queryFn: ({ signal }) => get("/api/aliases", {}, {}, signal),
    select: ({ aliases }: AliasList) => aliases.filter((alias) => alias.node === node),
  });

export const useArchives = () =>
  useQuery({ queryKey: ["archives"], queryFn: ({ signal }) => get("/api/archives", {}, {}, signal) });
export const useAlarms = () =>
  useQuery({
    queryKey: ["alarms"],
    queryFn: ({ signal }) => get("/api/alarms", {}, {}, signal),
  });

const firingByNode = ({ alarms }: AlarmList): Record<string, number> => {
  const firing = alarms.filter(({ state }) => state === "ALARM");
  return Object.fromEntries(
    firing.flatMap(({ node }) =>
      node === undefined ? [] : [[node, firing.filter((other) => other.node === node).length]],
    ),
  );
};

/** How many alarms of each node fire; the same object until a number changes. */
export const useFiring = () =>
  useQuery({
    queryKey: ["alarms"],
    queryFn: ({ signal }) => get("/api/alarms", {}, {}, signal),
    select: firingByNode,
  }).data;

/** What it watches has a new value each minute. */
const eachMinute = 30_000;

export const useAlarm = (name: string) =>
  useQuery({
    queryKey: ["alarms", name],
    queryFn: ({ signal }) => get("/api/alarms/{name}", { name }, {}, signal),
    refetchInterval: eachMinute,
  });

export const useAlarmHistory = (name: string) =>
  useQuery({
    queryKey: ["alarms", name, "history"],
    queryFn: ({ signal }) => get("/api/alarms/{name}/history", { name }, {}, signal),
  });

export const useDashboards = () =>
  useQuery({ queryKey: ["dashboards"], queryFn: ({ signal }) => get("/api/dashboards", {}, {}, signal) });

export const useDashboard = (name: string, minutes: string) =>
  useQuery({
    queryKey: ["dashboards", name, minutes],
    queryFn: ({ signal }) => get("/api/dashboards/{name}", { name }, { minutes }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: eachMinute,
  });

export const useSchedules = () =>
  useQuery({ queryKey: ["schedules"], queryFn: ({ signal }) => get("/api/schedules", {}, {}, signal) });

export const useTables = () =>
  useQuery({ queryKey: ["tables"], queryFn: ({ signal }) => get("/api/tables", {}, {}, signal) });

export const useBuckets = () =>
  useQuery({ queryKey: ["buckets"], queryFn: ({ signal }) => get("/api/buckets", {}, {}, signal) });

export const useStreams = () =>
  useQuery({
    queryKey: ["streams"],
    queryFn: ({ signal }) => get("/api/streams", {}, {}, signal),
    // Iterator age grows without anything that happens.
    refetchInterval: 5_000,
  });

export const useRecords = (name: string, shard: string | undefined) =>
  useQuery({
    queryKey: ["streams", name, shard ?? ""],
    queryFn: ({ signal }) => get("/api/streams/{name}/records", { name }, { limit: "50", shard }, signal),
    placeholderData: keepPreviousData,
  });

export const useExecutions = (filter: { machine?: string; status?: string }) =>
  useQuery({
    queryKey: ["executions", "list", filter],
    queryFn: ({ signal }) => get("/api/executions", {}, { limit: "100", ...filter }, signal),
    placeholderData: keepPreviousData,
  });

export const useExecution = (id: string) =>
  useQuery({
    queryKey: ["executions", "one", id],
    queryFn: ({ signal }) => get("/api/executions/{id}", { id }, {}, signal),
  });

export const useLogs = (filter: { q?: string; function?: string; level?: string; limit: string }) =>
  useQuery({
    queryKey: ["logs", filter],
    queryFn: ({ signal }) => get("/api/logs", {}, filter, signal),
    placeholderData: keepPreviousData,
  });

export const useMailbox = () =>
  useQuery({
    queryKey: ["mailbox"],
    queryFn: ({ signal }) => get("/api/mailbox", {}, { limit: "100" }, signal),
  });

export const useMail = (id: string) =>
  useQuery({
    queryKey: ["mailbox", id],
    queryFn: ({ signal }) => get("/api/mailbox/{id}", { id }, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const useEvents = () =>
  useQuery({ queryKey: ["events"], queryFn: ({ signal }) => get("/api/events", {}, {}, signal) });

export const useFaults = () =>
  useQuery({ queryKey: ["faults"], queryFn: ({ signal }) => get("/api/faults", {}, {}, signal) });

export const useCost = (id?: string) =>
  useQuery({
    queryKey: ["cost", id ?? ""],
    queryFn: ({ signal }) => get("/api/cost", {}, { id }, signal),
    refetchInterval: 5_000,
  });
