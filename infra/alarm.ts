import { accountId, region } from "./account.ts";
import { dataKey } from "./key.ts";
import { physicalName } from "./names.ts";
import { topicPolicy } from "./topic.ts";

const topicName = () => physicalName("alarms");

/** Where every alarm goes; docs/deploy.md says how a person subscribes. */
export const createAlarmTopic = () => {
  const topic = new aws.sns.Topic("AlarmsTopic", { name: topicName(), kmsMasterKeyId: dataKey() });
  topicPolicy("AlarmsTopic", topic.arn, [
    {
      service: "cloudwatch.amazonaws.com",
      condition: { variable: "aws:SourceAccount", values: [accountId()] },
    },
  ]);
  return topic;
};

export interface AlarmOptions {
  /** What happened, and what to do about it. */
  description: string;
  namespace: "AWS/SQS" | "AWS/States" | "AWS/ApiGateway" | "AWS/Lambda" | "AWS/Kinesis" | "Sourdough";
  metric: string;
  dimensions: Record<string, $util.Input<string>>;
  statistic: "Maximum" | "Sum";
  /** What is still well, within `periodSeconds`: 0 and a minute unless stated. */
  threshold?: number;
  periodSeconds?: number;
}

/** Tells a person as soon as a metric is above its threshold. */
export const alarm = (name: string, options: AlarmOptions) =>
  new aws.cloudwatch.MetricAlarm(`${name}Alarm`, {
    name: physicalName(name),
    alarmDescription: options.description,
    namespace: options.namespace,
    metricName: options.metric,
    dimensions: options.dimensions,
    statistic: options.statistic,
    comparisonOperator: "GreaterThanThreshold",
    threshold: options.threshold ?? 0,
    period: options.periodSeconds ?? 60,
    evaluationPeriods: 1,
    treatMissingData: "notBreaching",
    alarmActions: [$interpolate`arn:aws:sns:${region()}:${accountId()}:${topicName()}`],
  });
