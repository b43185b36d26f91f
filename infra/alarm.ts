import { readFileSync } from "node:fs";
import { join } from "node:path";
import { accountId, once, region } from "./account.ts";
import { type AlarmKind, alarmKinds, type Kind, type Measure } from "./alarm-kinds.ts";
import { onDashboard } from "./dashboard.ts";
import { dataKey } from "./key.ts";
import { hasAlarms, metricNamespace, physicalName } from "./names.ts";
import { topicPolicy } from "./topic.ts";

const topicName = () => physicalName("alarms");

/** Where every alarm goes; docs/deploy.md says how a person subscribes. */
export const createAlarmTopic = () => {
  const topic = new aws.sns.Topic("AlarmsTopic", { name: topicName(), kmsMasterKeyId: dataKey() });
  const condition = { variable: "aws:SourceAccount" as const, values: [accountId()] };
  topicPolicy(
    "AlarmsTopic",
    topic.arn,
    ["cloudwatch", "budgets", "costalerts"].map((service) => ({
      service: `${service}.amazonaws.com`,
      condition,
    })),
  );
  // On a laptop somebody reads them from the start, in the mailbox.
  if ($app.stage === "local")
    new aws.sns.TopicSubscription("AlarmsMail", {
      topic: topic.arn,
      protocol: "email",
      endpoint: "staff@sourdough.example",
    });
  return topic;
};

export const alarmTopicArn = once(() => $interpolate`arn:aws:sns:${region()}:${accountId()}:${topicName()}`);

export interface AlarmOptions {
  /** What the resource's metrics go by: `{ QueueName: queue.nodes.queue.name }`. */
  dimensions: Record<string, $util.Input<string>>;
  /** What is still well, where the kind cannot know. */
  threshold?: $util.Input<number>;
  /** What to do about it that its runbook cannot know. */
  remedy?: string;
}

/** Tells a person that something is wrong with the resource `name`, and where it stands what to do: see alarm-kinds.ts. */
export const alarm = (kind: AlarmKind, name: string, { dimensions, threshold, remedy }: AlarmOptions) => {
  if (!hasAlarms()) return undefined;
  const { namespace, measure, periodSeconds, periods, says, quiet, fewer, ...usual }: Kind = alarmKinds[kind];
  const metric = (one: Measure) => ({
    namespace: namespace === "Sourdough" ? metricNamespace() : namespace,
    metricName: one.metric,
    dimensions: { ...dimensions, ...one.dimensions },
    period: periodSeconds,
  });
  const watched =
    "expression" in measure
      ? {
          metricQueries: [
            { id: "watched", expression: measure.expression, label: kind, returnData: true },
            ...Object.entries(measure.of).map(([id, one]) => ({
              id,
              metric: { ...metric(one), stat: one.statistic },
            })),
          ],
        }
      : {
          ...metric(measure),
          ...(measure.statistic.startsWith("p")
            ? { extendedStatistic: measure.statistic }
            : { statistic: measure.statistic }),
        };
  const made = new aws.cloudwatch.MetricAlarm(`${name}-${kind}`, {
    name: physicalName(`${name}-${kind}`),
    alarmDescription: [`${name} ${says}`, remedy, runbook(kind)].filter(Boolean).join(" "),
    ...watched,
    comparisonOperator: fewer ? "LessThanThreshold" : "GreaterThanThreshold",
    threshold: threshold ?? usual.threshold,
    evaluationPeriods: periods?.of ?? 1,
    datapointsToAlarm: periods?.above ?? 1,
    // What does not happen has no datapoint: nothing failed.
    treatMissingData: fewer ? "breaching" : "notBreaching",
    ...(quiet ? {} : { alarmActions: [alarmTopicArn()], okActions: [alarmTopicArn()] }),
  });
  if (!quiet) onDashboard({ kind, name, dimensions }, made.arn);
  return made;
};

/** Address of a runbook, where the repository of package.json is: a fork changes it there. */
export const runbook = (kind: string) => `${repositoryUrl()}/blob/main/docs/runbooks/${kind}.md`;

const repositoryUrl = (): string => {
  const { repository } = JSON.parse(readFileSync(join($cli.paths.root, "package.json"), "utf8"));
  return repository.url.replace(/^git\+|\.git$/g, "");
};
