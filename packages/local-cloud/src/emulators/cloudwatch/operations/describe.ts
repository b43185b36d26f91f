import type { OutputOf } from "../../../core/aws-operations.ts";
import type { Alarm, CompositeAlarm, HistoryItem, MetricAlarm } from "../alarms/alarm.ts";
import type {} from "../api.ts";
import type { MetricDataQuery } from "../inputs.ts";

type Described = OutputOf<"cloudwatch", "DescribeAlarms">;
type DescribedMetricAlarm = NonNullable<Described["MetricAlarms"]>[number];
type DescribedCompositeAlarm = NonNullable<Described["CompositeAlarms"]>[number];

export const dimensionList = (dimensions: Readonly<Record<string, string>>) =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));

const describeQuery = ({ MetricStat, ReturnData = true, ...query }: MetricDataQuery) => ({
  ...query,
  ReturnData,
  MetricStat: MetricStat && {
    ...MetricStat,
    Metric: { ...MetricStat.Metric, Dimensions: dimensionList(MetricStat.Metric.Dimensions) },
  },
});

const common = ({ name, arn, actionsEnabled, configuredAt, state, definition }: Alarm) => ({
  AlarmName: name,
  AlarmArn: arn,
  AlarmDescription: definition.AlarmDescription,
  AlarmConfigurationUpdatedTimestamp: new Date(configuredAt),
  ActionsEnabled: actionsEnabled,
  OKActions: definition.OKActions,
  AlarmActions: definition.AlarmActions,
  InsufficientDataActions: definition.InsufficientDataActions,
  StateValue: state.value,
  StateReason: state.reason.text,
  StateReasonData: state.reason.data && JSON.stringify(state.reason.data),
  StateUpdatedTimestamp: new Date(state.updatedAt),
  StateTransitionedTimestamp: new Date(state.since),
});

export const describeMetricAlarm = (alarm: MetricAlarm): DescribedMetricAlarm => {
  const { Tags: _, Dimensions, Metrics, ...definition } = alarm.definition;
  return {
    ...(definition as object),
    ...common(alarm),
    Dimensions: dimensionList(Dimensions),
    Metrics: Metrics?.map(describeQuery) as DescribedMetricAlarm["Metrics"],
  };
};

export const describeCompositeAlarm = (alarm: CompositeAlarm): DescribedCompositeAlarm => ({
  ...common(alarm),
  AlarmRule: alarm.definition.AlarmRule,
});

export const describeHistory = ({ name, kind }: Alarm, { at, type, summary, data }: HistoryItem) => ({
  AlarmName: name,
  AlarmType: kind === "metric" ? ("MetricAlarm" as const) : ("CompositeAlarm" as const),
  Timestamp: new Date(at),
  HistoryItemType: type,
  HistorySummary: summary,
  HistoryData: JSON.stringify(data),
});
