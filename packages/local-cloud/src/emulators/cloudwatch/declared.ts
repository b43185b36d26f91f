import type { z } from "zod";
import type { Resource } from "../../core/resource-graph.ts";
import { parseInput } from "../parse-input.ts";
import { type CompositeAlarmInput, compositeAlarm, type MetricAlarmInput, metricAlarm } from "./inputs.ts";
import { compositeAlarmProperties, metricAlarmProperties } from "./resources.ts";

type Dimensions = Record<string, string>;
const dimensionList = (dimensions: Dimensions = {}) =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));

type Query = NonNullable<z.output<typeof metricAlarmProperties>["metricQueries"]>[number];
const queryOf = ({ id, expression, label, returnData = false, period, metric }: Query) => ({
  Id: id,
  Expression: expression,
  Label: label,
  ReturnData: returnData,
  Period: period,
  MetricStat: metric && {
    Metric: {
      Namespace: metric.namespace,
      MetricName: metric.metricName,
      Dimensions: dimensionList(metric.dimensions),
    },
    Period: metric.period,
    Stat: metric.stat,
    Unit: metric.unit,
  },
});

const tagsOf = (tags: Record<string, string> = {}) =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** An alarm of a config, as `PutMetricAlarm` would get it. */
export const metricAlarmOf = ({ inputs, outputs }: Resource): MetricAlarmInput => {
  const alarm = metricAlarmProperties.parse(inputs);
  return parseInput(metricAlarm, {
    AlarmName: outputs.name,
    AlarmDescription: alarm.alarmDescription,
    ActionsEnabled: alarm.actionsEnabled,
    AlarmActions: alarm.alarmActions,
    OKActions: alarm.okActions,
    InsufficientDataActions: alarm.insufficientDataActions,
    MetricName: alarm.metricName,
    Namespace: alarm.namespace,
    Statistic: alarm.statistic,
    ExtendedStatistic: alarm.extendedStatistic,
    Dimensions: dimensionList(alarm.dimensions),
    Period: alarm.period,
    Unit: alarm.unit,
    EvaluationPeriods: alarm.evaluationPeriods,
    DatapointsToAlarm: alarm.datapointsToAlarm,
    Threshold: alarm.threshold ?? (alarm.thresholdMetricId === undefined ? 0 : undefined),
    ComparisonOperator: alarm.comparisonOperator,
    TreatMissingData: alarm.treatMissingData,
    EvaluateLowSampleCountPercentile: alarm.evaluateLowSampleCountPercentiles,
    Metrics: alarm.metricQueries?.map(queryOf),
    ThresholdMetricId: alarm.thresholdMetricId,
    Tags: tagsOf(alarm.tags),
  });
};

/** A composite alarm of a config, as `PutCompositeAlarm` would get it. */
export const compositeAlarmOf = ({ inputs }: Resource): CompositeAlarmInput => {
  const alarm = compositeAlarmProperties.parse(inputs);
  return parseInput(compositeAlarm, {
    AlarmName: alarm.alarmName,
    AlarmDescription: alarm.alarmDescription,
    AlarmRule: alarm.alarmRule,
    ActionsEnabled: alarm.actionsEnabled,
    AlarmActions: alarm.alarmActions,
    OKActions: alarm.okActions,
    InsufficientDataActions: alarm.insufficientDataActions,
    Tags: tagsOf(alarm.tags),
  });
};
