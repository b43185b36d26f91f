import { isArnOf } from "../../../core/arn.ts";
import type { Caller, Cloud } from "../../../core/cloud.ts";
import type { MetricDataQuery } from "../inputs.ts";
import { type Alarm, actionsOf, remember, type StateOfAlarm } from "./alarm.ts";
import { mailOf } from "./mail.ts";
import { longDate } from "./reason.ts";

/** Why an action cannot be taken here; undefined when it can. */
export const actionProblem = (arn: string): string | undefined =>
  isArnOf(arn, "sns") || isArnOf(arn, "lambda")
    ? undefined
    : `The local cloud's alarms notify SNS topics and functions, and ${arn} is neither.`;

const stateBody = ({ value, reason, updatedAt }: StateOfAlarm) => ({
  value,
  reason: reason.text,
  reasonData: reason.data && JSON.stringify(reason.data),
  timestamp: longDate(updatedAt),
});

const metricsOf = ({ definition, kind }: Alarm): object[] => {
  if (kind !== "metric" || !("ComparisonOperator" in definition)) return [];
  const stat = (
    metric: { Namespace?: string; MetricName?: string; Dimensions: Record<string, string> },
    period?: number,
    name?: string,
  ) => ({
    metric: { namespace: metric.Namespace, name: metric.MetricName, dimensions: metric.Dimensions },
    period,
    stat: name,
  });
  const query = ({
    Id: id,
    Expression: expression,
    Label: label,
    MetricStat,
    ReturnData = true,
  }: MetricDataQuery) => ({
    id,
    expression,
    label,
    metricStat: MetricStat && stat(MetricStat.Metric, MetricStat.Period, MetricStat.Stat),
    returnData: ReturnData,
  });
  if (definition.Metrics) return definition.Metrics.map(query);
  const { Period, Statistic, ExtendedStatistic } = definition;
  return [
    { id: "m1", metricStat: stat(definition, Period, Statistic ?? ExtendedStatistic), returnData: true },
  ];
};

/** What an event says of an alarm. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html */
const detailOf = (alarm: Alarm, previous: StateOfAlarm) => ({
  alarmName: alarm.name,
  state: stateBody(alarm.state),
  previousState: stateBody(previous),
  configuration: {
    description: alarm.definition.AlarmDescription,
    ...(alarm.kind === "metric" ? { metrics: metricsOf(alarm) } : { alarmRule: alarm.definition.AlarmRule }),
  },
});

/** What a topic gets. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html */
const messageOf = (cloud: Cloud, alarm: Alarm, previous: StateOfAlarm) => {
  const { name, arn, definition, state, configuredAt } = alarm;
  const common = {
    AlarmName: name,
    AlarmDescription: definition.AlarmDescription ?? null,
    AWSAccountId: cloud.accountId,
    AlarmConfigurationUpdatedTimestamp: longDate(configuredAt),
    NewStateValue: state.value,
    NewStateReason: state.reason.text,
    StateChangeTime: longDate(state.since),
    Region: cloud.region,
    AlarmArn: arn,
    OldStateValue: previous.value,
    OKActions: definition.OKActions,
    AlarmActions: definition.AlarmActions,
    InsufficientDataActions: definition.InsufficientDataActions,
  };
  if (alarm.kind === "composite") return { ...common, AlarmRule: alarm.definition.AlarmRule };
  const { Metrics, MetricName, Namespace, Statistic, ExtendedStatistic, Dimensions, Period, Unit } =
    alarm.definition;
  return {
    ...common,
    Trigger: {
      ...(Metrics
        ? { Metrics: metricsOf(alarm) }
        : {
            MetricName,
            Namespace,
            StatisticType: Statistic ? "Statistic" : "ExtendedStatistic",
            Statistic: Statistic?.toUpperCase(),
            ExtendedStatistic,
            Unit: Unit ?? null,
            Dimensions: Object.entries(Dimensions).map(([key, value]) => ({ value, name: key })),
          }),
      Period,
      EvaluationPeriods: alarm.definition.EvaluationPeriods,
      DatapointsToAlarm: alarm.definition.DatapointsToAlarm,
      ComparisonOperator: alarm.definition.ComparisonOperator,
      Threshold: alarm.definition.Threshold,
      ThresholdMetricId: alarm.definition.ThresholdMetricId,
      TreatMissingData: alarm.definition.TreatMissingData ?? "",
      EvaluateLowSampleCountPercentile: alarm.definition.EvaluateLowSampleCountPercentile ?? "",
    },
  };
};

/** SNS takes 100 characters. */
const subjectOf = ({ name, state }: Alarm, region: string) => {
  const [start, end] = [`${state.value}: "`, `" in ${region}`];
  return start + name.slice(0, 100 - start.length - end.length) + end;
};

/** Tells topics, functions and the default event bus that an alarm changed its state; `causes` is the hop of that. */
export const notify = (
  cloud: Cloud,
  alarm: Alarm,
  previous: StateOfAlarm,
  causes: readonly number[],
): void => {
  const { name, arn, state } = alarm;
  cloud.publish({
    source: "aws.cloudwatch",
    detailType: "CloudWatch Alarm State Change",
    resources: [arn],
    detail: detailOf(alarm, previous),
    causes,
  });
  if (!alarm.actionsEnabled) return;
  const callerAs = (service: string): Caller => ({
    principal: { kind: "service", service, sourceArn: arn },
    causes,
    source: arn,
  });
  const take = (action: string): Promise<unknown> => {
    if (isArnOf(action, "sns"))
      return cloud.call(
        "sns",
        "Publish",
        {
          TopicArn: action,
          Subject: subjectOf(alarm, cloud.region),
          MessageStructure: "json",
          Message: JSON.stringify({
            default: JSON.stringify(messageOf(cloud, alarm, previous)),
            email: mailOf(alarm, previous, cloud),
          }),
        },
        callerAs("cloudwatch.amazonaws.com"),
      );
    const Payload = JSON.stringify({
      source: "aws.cloudwatch",
      alarmArn: arn,
      accountId: cloud.accountId,
      time: longDate(state.since),
      region: cloud.region,
      alarmData: detailOf(alarm, previous),
    });
    return cloud.call(
      "lambda",
      "Invoke",
      { FunctionName: action, InvocationType: "Event", Payload: Payload as never },
      callerAs("lambda.alarms.cloudwatch.amazonaws.com"),
    );
  };
  for (const action of actionsOf(alarm, state.value)) {
    const done = (summary: string, data: object) =>
      remember(alarm, {
        at: cloud.clock.now(),
        type: "Action",
        summary,
        data: { actionState: summary, ...data },
      });
    take(action).then(
      () =>
        done(`Successfully executed action ${action}`, {
          stateUpdateTimestamp: state.since,
          notificationResource: action,
        }),
      (error: Error) => {
        done(`Failed to execute action ${action}. Received error: "${error.message}"`, {
          notificationResource: action,
          error: error.message,
        });
        cloud.warn(`The alarm ${name} cannot notify ${action}: ${error.message}`);
      },
    );
  }
};
