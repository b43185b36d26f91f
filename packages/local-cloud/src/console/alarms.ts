import { lastPart } from "../core/arn.ts";
import type { Cloud } from "../core/cloud.ts";
import { actionsOf, type Alarm as LocalAlarm } from "../emulators/cloudwatch/alarms/alarm.ts";
import type { Alarm, AlarmHistory, AlarmList } from "./api.ts";
import { notFound } from "./http/problem.ts";
import type { Nodes } from "./map/nodes.ts";
import type { Redaction } from "./redaction.ts";

declare module "../core/cloud.ts" {
  interface Shared {
    /** Offered by CloudWatch. */
    alarms: { all(): LocalAlarm[]; find(name: string): LocalAlarm | undefined };
  }
}

const STATES = ["ALARM", "INSUFFICIENT_DATA", "OK"] as const;

const SIGNS: Readonly<Record<string, string>> = {
  GreaterThanThreshold: ">",
  GreaterThanOrEqualToThreshold: ">=",
  LessThanThreshold: "<",
  LessThanOrEqualToThreshold: "<=",
  LessThanLowerOrGreaterThanUpperThreshold: "outside",
  LessThanLowerThreshold: "below",
  GreaterThanUpperThreshold: "above",
};

interface Watched {
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions: Readonly<Record<string, string>>;
}
const metricLine = ({ Namespace, MetricName, Dimensions }: Watched) =>
  [Namespace, MetricName, ...Object.entries(Dimensions).map(([name, value]) => `${name}=${value}`)].join(" ");

const watchesOf = (alarm: LocalAlarm): string[] => {
  if (alarm.kind === "composite") return [...alarm.rule.alarms];
  const { definition } = alarm;
  if (!definition.Metrics) return [metricLine(definition)];
  return definition.Metrics.map(({ Id, Expression, MetricStat }) =>
    MetricStat ? `${Id} = ${MetricStat.Stat} of ${metricLine(MetricStat.Metric)}` : `${Id} = ${Expression}`,
  );
};

const conditionOf = (alarm: LocalAlarm): string => {
  if (alarm.kind === "composite") return alarm.definition.AlarmRule;
  const { definition, compiled } = alarm;
  const watched =
    definition.Statistic ??
    definition.ExtendedStatistic ??
    definition.Metrics?.find(({ ReturnData }) => ReturnData !== false)?.Id;
  const limit = definition.Threshold ?? definition.ThresholdMetricId;
  const { datapointsToAlarm, evaluationPeriods, periodMinutes } = compiled;
  const length = periodMinutes === 1 ? "minutes" : `periods of ${periodMinutes} minutes`;
  return `${watched} ${SIGNS[definition.ComparisonOperator]} ${limit} for ${datapointsToAlarm} of ${evaluationPeriods} ${length}`;
};

/** Values of dimensions: names of what an alarm watches. */
const namesOf = (alarm: LocalAlarm): string[] => {
  if (alarm.kind === "composite") return [];
  const { Metrics = [], Dimensions } = alarm.definition;
  return [Dimensions, ...Metrics.map(({ MetricStat }) => MetricStat?.Metric.Dimensions ?? {})].flatMap(
    (one) => Object.values(one),
  );
};

/** The alarms, as they are now. */
export const createAlarmReader = (cloud: Pick<Cloud, "use">, nodes: Nodes, redaction: Redaction) => {
  const placeOf = (alarm: LocalAlarm): Pick<Alarm, "node" | "area"> => {
    const node = namesOf(alarm)
      .map((name) => nodes.find(name))
      .find((found) => found !== undefined);
    return { node: node?.id, area: node?.area };
  };
  const show = (alarm: LocalAlarm): Alarm => ({
    name: alarm.name,
    kind: alarm.kind,
    arn: alarm.arn,
    description: alarm.definition.AlarmDescription,
    state: alarm.state.value,
    reason: redaction.maskText(alarm.state.reason.text),
    since: alarm.state.since,
    actionsEnabled: alarm.actionsEnabled,
    condition: conditionOf(alarm),
    watches: watchesOf(alarm),
    ...placeOf(alarm),
    tells: [...new Set(STATES.flatMap((state) => actionsOf(alarm, state)))].map(
      (arn) => nodes.find(arn)?.name ?? lastPart(arn),
    ),
  });
  return {
    firing: (): number =>
      cloud
        .use("alarms")
        .all()
        .filter(({ state }) => state.value === "ALARM").length,
    list: (): AlarmList => ({
      alarms: cloud
        .use("alarms")
        .all()
        .map(show)
        .sort(
          (a, b) =>
            STATES.indexOf(a.state) - STATES.indexOf(b.state) ||
            b.since - a.since ||
            a.name.localeCompare(b.name),
        ),
    }),
    history(name: string): AlarmHistory {
      const alarm = cloud.use("alarms").find(name);
      if (!alarm) throw notFound(`There is no alarm ${name}.`);
      return {
        items: alarm.history.map(({ at, type, summary, reason }) => ({
          at,
          kind: type,
          summary,
          reason: reason === undefined ? undefined : redaction.maskText(reason),
        })),
      };
    },
  };
};
