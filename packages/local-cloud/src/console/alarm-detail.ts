import { existsSync, readFileSync } from "node:fs";
import { join, normalize } from "node:path";
import type { Cloud } from "../core/cloud.ts";
import type { MetricAlarm } from "../emulators/cloudwatch/alarms/alarm.ts";
import type { AlarmDetail } from "./api.ts";
import { notFound } from "./http/problem.ts";

/** How many periods are shown. */
const PERIODS = 30;

/** The queries of an alarm, as `GetMetricData` takes them. */
const queriesOf = ({ definition }: MetricAlarm) => {
  const { Metrics, Namespace, MetricName, Dimensions, Period, Statistic, ExtendedStatistic } = definition;
  const named = (of: Readonly<Record<string, string>>) =>
    Object.entries(of).map(([Name, Value]) => ({ Name, Value }));
  if (!Metrics) {
    const Metric = { Namespace, MetricName, Dimensions: named(Dimensions) };
    return [{ Id: "watched", MetricStat: { Metric, Period, Stat: Statistic ?? ExtendedStatistic } }];
  }
  return Metrics.map(({ MetricStat, ...query }) => ({
    ...query,
    MetricStat: MetricStat && {
      Period: MetricStat.Period,
      Stat: MetricStat.Stat,
      Metric: { ...MetricStat.Metric, Dimensions: named(MetricStat.Metric.Dimensions) },
    },
  }));
};

/** One alarm: what it looked at, and the runbook that its description links to; `root` is where the app is. */
export const createAlarmDetails = (cloud: Pick<Cloud, "use" | "clock">, root: string) => {
  const watchedOf = (alarm: MetricAlarm): AlarmDetail["watched"] => {
    const period = alarm.compiled.periodMinutes * 60;
    const to = cloud.clock.now();
    const from = to - PERIODS * period * 1000;
    const { MetricDataResults: [result] = [] } = cloud.use("dashboards").data({
      MetricDataQueries: queriesOf(alarm),
      StartTime: new Date(from),
      EndTime: new Date(to),
      ScanBy: "TimestampAscending",
    });
    const { Timestamps = [], Values = [] } = result ?? {};
    return {
      period,
      threshold: alarm.definition.Threshold,
      from,
      to,
      points: Timestamps.map((at, index) => [at.getTime(), Values[index]!]),
    };
  };

  /** An address of a file in a repository means the app's own file: `…/blob/main/docs/runbooks/late.md`. */
  const runbookOf = (link: string | undefined): AlarmDetail["runbook"] => {
    const [, path] = /\/blob\/[^/]+\/(.+\.md)$/.exec(link ?? "") ?? [];
    if (path === undefined || normalize(path).startsWith("..")) return undefined;
    const file = join(root, path);
    return existsSync(file) ? { path, markdown: readFileSync(file, "utf8") } : undefined;
  };

  return (name: string): AlarmDetail => {
    const alarm = cloud.use("alarms").find(name);
    if (!alarm) throw notFound(`There is no alarm ${name}.`);
    const [link] = /https?:\/\/\S+$/.exec(alarm.definition.AlarmDescription ?? "") ?? [];
    return {
      watched: alarm.kind === "metric" ? watchedOf(alarm) : undefined,
      link,
      runbook: runbookOf(link),
    };
  };
};
