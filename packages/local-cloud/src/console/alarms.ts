import { existsSync, readFileSync } from "node:fs";
import { join, normalize } from "node:path";
import type { Cloud } from "../core/cloud.ts";
import type { Alarm, AlarmDetail, AlarmList, AlarmState, Point } from "./api.ts";
import { notFound } from "./http/problem.ts";
import type { Nodes } from "./map/nodes.ts";
import type { Redaction } from "./redaction.ts";

/** What the emulator of CloudWatch tells of an alarm. */
export interface AlarmFacts extends Pick<AlarmDetail, "name" | "state" | "since" | "reason" | "rule" | "history"> {
  readonly description?: string | undefined;
  /** Values of the dimensions of its metrics: names of what it watches. */
  readonly watches: readonly string[];
}

/** One metric, with one statistic of it. */
export interface MetricFacts {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: string;
}

/** Alarms, dashboards and metrics as they are now. */
export interface WatchPeek {
  alarms(): AlarmFacts[];
  dashboards(): { name: string; body: string }[];
  /** What a metric alarm looks at; undefined for another one. */
  watched(name: string, periods: number): AlarmDetail["watched"] | undefined;
  /** Throws `ValidationError` for a statistic that is none. */
  read(metric: MetricFacts, periodMinutes: number, periods: number): Point[];
}

declare module "../core/cloud.ts" {
  interface Shared {
    /** Offered by CloudWatch. */
    watch: WatchPeek;
  }
}

const PERIODS = 30;
const order: readonly AlarmState[] = ["ALARM", "INSUFFICIENT_DATA", "OK"];

/** What comes before the names of all that a stage has. */
export const withoutStage = (name: string, { app }: { app: { name: string; stage: string } }): string =>
  name.replace(`${app.name}-${app.stage}-`, "");

export const createAlarmReader = (
  cloud: Pick<Cloud, "use" | "graph">,
  nodes: Nodes,
  redaction: Redaction,
  root: string,
) => {
  const summaryOf = ({ name, state, since, reason, description, watches }: AlarmFacts): Alarm => {
    const node = watches.map((value) => nodes.find(value)).find((found) => found !== undefined);
    return {
      name,
      label: withoutStage(name, cloud.graph),
      state,
      since,
      reason: redaction.maskText(reason),
      description,
      node: node?.id,
      area: node?.area,
    };
  };
  /** A file of the app that an address of its repository means. */
  const runbookOf = (link: string | undefined): AlarmDetail["runbook"] => {
    const [, path] = /\/(?:blob|tree|src)\/[^/]+\/(.+\.md)$/.exec(link ?? "") ?? [];
    if (!path || normalize(path).startsWith("..")) return undefined;
    const file = join(root, path);
    return existsSync(file) ? { path, text: readFileSync(file, "utf8") } : undefined;
  };
  const all = () => cloud.use("watch").alarms();
  return {
    firing: (): number => all().filter(({ state }) => state === "ALARM").length,
    list: (): AlarmList => ({
      alarms: all()
        .map(summaryOf)
        .sort(
          (a, b) =>
            order.indexOf(a.state) - order.indexOf(b.state) || a.label.localeCompare(b.label),
        ),
    }),
    get(name: string): AlarmDetail {
      const facts = all().find((one) => one.name === name);
      if (!facts) throw notFound(`There is no alarm ${name}.`);
      const link = /https?:\/\/\S+$/.exec(facts.description ?? "")?.[0];
      return {
        ...summaryOf(facts),
        rule: facts.rule,
        watched: cloud.use("watch").watched(name, PERIODS),
        history: facts.history,
        link,
        runbook: runbookOf(link),
      };
    },
  };
};
