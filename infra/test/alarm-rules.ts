import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { OrderStatus } from "@sourdough/events-schema";
import { awsMetrics } from "./aws-metrics.ts";
import { type Declared, type Read, scheduleTargetOf, shiftOf, unqualified } from "./graph.ts";
import type { Rule } from "./rules.ts";

const root = join(import.meta.dirname, "../..");

interface Metric {
  namespace: string;
  metricName: string;
  period: number;
  dimensions: Record<string, string>;
}

interface Query {
  id: string;
  expression?: string;
  returnData?: boolean;
  metric?: Metric;
}

const queriesOf = ({ values }: Declared) => (values.metricQueries ?? []) as Query[];

/** What an alarm reads: one metric, or those of its expression. */
export const metricsOf = (alarm: Declared): Metric[] => {
  const queries = queriesOf(alarm);
  return queries.length > 0
    ? queries.flatMap(({ metric }) => metric ?? [])
    : [alarm.values as unknown as Metric];
};

const sorted = (dimensions: Record<string, string>) => JSON.stringify(Object.entries(dimensions).sort());

type Find = (graph: Read) => { name: string; dimensions: Record<string, unknown>; metrics: string[] }[];

/** What has to be watched of each type of resource. */
const wanted: Record<string, Find> = {
  functions: ({ functions, asynchronous, streamMappings }) =>
    functions.map(({ name, arn, values }) => ({
      name,
      dimensions: { FunctionName: values.name },
      metrics: [
        "Errors",
        "Throttles",
        "Duration",
        ...(Number(values.reservedConcurrentExecutions) > 0 ? ["ConcurrentExecutions"] : []),
        ...(asynchronous.some((one) => one.arn === arn)
          ? ["AsyncEventsDropped", "DestinationDeliveryFailures"]
          : []),
        ...(values.durableConfig ? ["DurableExecutionFailed", "DurableExecutionTimedOut"] : []),
        ...(streamMappings.some((one) => unqualified(one.values.functionName) === arn)
          ? ["IteratorAge"]
          : []),
      ],
    })),
  queues: ({ queues, deadLetterArns }) =>
    queues.map(({ name, arn, values }) => ({
      name,
      dimensions: { QueueName: values.name },
      metrics: [
        deadLetterArns.has(arn) ? "ApproximateNumberOfMessagesVisible" : "ApproximateAgeOfOldestMessage",
      ],
    })),
  rules: ({ all }) =>
    all("aws:cloudwatch/eventRule:EventRule").map(({ name, values }) => ({
      name,
      dimensions: {
        RuleName: values.name,
        ...(values.eventBusName === "default" ? {} : { EventBusName: values.eventBusName }),
      },
      metrics: ["FailedInvocations", "InvocationsSentToDlq", "InvocationsFailedToBeSentToDlq"],
    })),
  pipes: ({ pipes }) =>
    pipes.map(({ name, values }) => ({
      name,
      dimensions: { PipeName: values.name },
      metrics: ["ExecutionFailed", "ExecutionPartiallyFailed", "ExecutionTimeout", "ExecutionThrottled"],
    })),
  "state machines": ({ machines }) =>
    machines.map(({ name, arn }) => ({
      name,
      dimensions: { StateMachineArn: arn },
      metrics: ["ExecutionsFailed", "ExecutionsTimedOut", "ExecutionThrottled"],
    })),
  APIs: ({ all }) =>
    all("aws:apigateway/stage:Stage").map(({ name, values }) => ({
      name,
      dimensions: {
        Stage: values.stageName,
        ApiName: all("aws:apigateway/restApi:RestApi").find((api) => api.values.id === values.restApi)?.values
          .name,
      },
      metrics: ["5XXError", "Latency"],
    })),
  "realtime APIs": ({ all }) =>
    all("aws:appsync/api:Api").map(({ name, values }) => ({
      name,
      dimensions: { EventAPIId: values.apiId },
      metrics: ["5XXError"],
    })),
  streams: ({ all }) =>
    all("aws:kinesis/stream:Stream").map(({ name, values }) => ({
      name,
      dimensions: { StreamName: values.name },
      metrics: ["WriteProvisionedThroughputExceeded"],
    })),
  "schedule groups": ({ all }) =>
    all("aws:scheduler/scheduleGroup:ScheduleGroup").map(({ name, values }) => ({
      name,
      dimensions: { ScheduleGroup: values.name },
      metrics: ["InvocationDroppedCount", "InvocationsFailedToBeSentToDeadLetterCount"],
    })),
  topics: ({ all, subscriptions }) =>
    all("aws:sns/topic:Topic")
      .filter(({ arn }) => subscriptions.some(({ values }) => values.topic === arn))
      .map(({ name, values }) => ({
        name,
        dimensions: { TopicName: values.name },
        metrics: ["NumberOfNotificationsFailed", "NumberOfNotificationsFailedToRedriveToDlq"],
      })),
  firewalls: ({ all }) =>
    all("aws:wafv2/webAcl:WebAcl").map(({ name, values }) => ({
      name,
      dimensions: {
        WebACL: (values.visibilityConfig as { metricName: string }).metricName,
        Rule: "ALL",
        Region: String(values.arn).split(":")[3],
      },
      metrics: ["BlockedRequests"],
    })),
  "e-mail": ({ all }) =>
    all("aws:sesv2/emailIdentity:EmailIdentity").map(({ name }) => ({
      name,
      dimensions: {},
      metrics: ["Reputation.BounceRate", "Reputation.ComplaintRate"],
    })),
  tables: ({ all }) =>
    all("aws:dynamodb/table:Table").flatMap(({ name, values }) =>
      [{}, ...((values.globalSecondaryIndexes ?? []) as { name: string }[])].map((index) => ({
        name,
        dimensions: {
          TableName: values.name,
          ...("name" in index ? { GlobalSecondaryIndexName: index.name } : {}),
        },
        metrics: ["ReadThrottleEvents", "WriteThrottleEvents"],
      })),
    ),
};

/** What functions count, by the name that is their `service` dimension. */
const counted = () => {
  const sources = globSync(["services/*/src/**/*.ts", "packages/lambda-kit/src/*.ts"], { cwd: root })
    .filter((path) => !path.includes(".test."))
    .map((path) => readFileSync(join(root, path), "utf8"));
  const found = (pattern: RegExp) =>
    new Set(sources.flatMap((source) => [...source.matchAll(pattern)].map(([, name]) => String(name))));
  const literals = found(/"((?:[A-Z][a-z]+){2,})"/g);
  // change-order-status.ts counts each status by its name.
  for (const status of OrderStatus.options)
    literals.add(
      `Orders${status.toLowerCase().replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())}`,
    );
  return { services: found(/\bname: "([A-Z]\w+)"/g), literals };
};
const { services, literals } = counted();

/** Why a metric is none, or false. */
const unreal = (metric: Metric, stage: string): string | false => {
  const { namespace = "none", metricName, dimensions = {} }: Partial<Metric> = metric;
  const names = Object.keys(dimensions).sort();
  if (namespace.startsWith("Sourdough")) {
    if (namespace !== `Sourdough/${stage}`) return `reads ${namespace}, which is of another stage.`;
    if (!literals.has(String(metricName))) return `reads ${metricName}, which nobody counts.`;
    const isService = names.join() === "service" && services.has(dimensions.service ?? "");
    return !isService && `goes by ${JSON.stringify(dimensions)}, and no function has that name.`;
  }
  const service = awsMetrics[namespace];
  if (!service) return `reads ${namespace}, which is not in infra/test/aws-metrics.ts.`;
  const known = service.filter(({ metrics }) => metrics.includes(String(metricName)));
  if (known.length === 0) return `reads ${metricName}, which ${namespace} has not.`;
  const fits = known.some(({ dimensions: forms }) => forms.some((form) => form.join() === names.join()));
  return !fits && `goes by ${names.join(" and ")}, which ${metricName} has not.`;
};

type Row = [namespace: string, metricName: string, ...(string | object)[]];

/** The metrics that a dashboard draws. */
const linesOf = (body: string): Metric[] =>
  (JSON.parse(body).widgets as { properties: { metrics?: Row[] } }[])
    .flatMap(({ properties }) => properties.metrics ?? [])
    .map(([namespace, metricName, ...rest]) => {
      const names = rest.filter((part) => typeof part === "string");
      const pairs = names.flatMap((name, index) => (index % 2 === 0 ? [[name, names[index + 1]]] : []));
      return { namespace, metricName, period: 60, dimensions: Object.fromEntries(pairs) };
    });

/** The sentence for each alarm that `complaint` has something to say about. */
const each = (alarms: Declared[], complaint: (alarm: Declared) => string | false) =>
  alarms.flatMap((alarm) => {
    const wrong = complaint(alarm);
    return wrong === false ? [] : [`${alarm.name} ${wrong}`];
  });

const isWell = ({ values }: Declared): string | false => {
  if (typeof values.threshold !== "number" || !Number.isFinite(values.threshold)) return "has no threshold.";
  // That something happens by itself, every few minutes, is all that a synthetic customer is for.
  const isFew =
    values.comparisonOperator === "LessThanThreshold" && values.metricName === "JourneysCompleted";
  if (values.treatMissingData !== (isFew ? "breaching" : "notBreaching"))
    return "goes off when nothing happens.";
  if (values.period !== undefined && Number(values.period) % 60 !== 0)
    return "has a period that is no minutes.";
  const [above, of] = [Number(values.datapointsToAlarm), Number(values.evaluationPeriods)];
  return !(above >= 1 && above <= of) && "asks for more datapoints than it looks at.";
};

/** Metric math as CloudWatch takes it: one result, made of metrics that are there. */
const isSound = (alarm: Declared): string | false => {
  const queries = queriesOf(alarm);
  if (queries.length === 0) return false;
  const results = queries.filter(({ returnData }) => returnData);
  if (results.length !== 1) return "does not say which of its numbers it watches.";
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create-alarm-on-metric-math-expression.html
  if (metricsOf(alarm).length > 10) return "reads more than 10 metrics.";
  const ids = new Set(queries.map(({ id }) => id));
  const used = queries.flatMap(({ expression = "" }) =>
    [...expression.matchAll(/\b[a-z]\w*\b/g)].map(([id]) => id),
  );
  const missing = used.filter((id) => !ids.has(id));
  return missing.length > 0 && `reads ${missing.join(" and ")}, which it does not define.`;
};

const about = (alarms: Declared[], metricName: string, dimension: string, value: unknown) =>
  alarms.find(
    (alarm) =>
      alarm.values.metricName === metricName &&
      (alarm.values.dimensions as Record<string, string> | undefined)?.[dimension] === value,
  );

export const alarmRules: Record<string, Rule> = {
  "every resource has the alarms of its type": (graph) => {
    const watched = new Set(
      graph.alarms
        .flatMap(metricsOf)
        // One operation is as good as another: they are added up.
        .map(({ metricName, dimensions }) => `${metricName} ${sorted(dimensions ?? {})}`),
    );
    return Object.values(wanted)
      .flatMap((find) => find(graph))
      .flatMap(({ name, dimensions, metrics }) =>
        metrics
          .filter((metric) => !watched.has(`${metric} ${sorted(dimensions as Record<string, string>)}`))
          .map((metric) => `${name} has no alarm of ${metric}: see infra/alarm-kinds.ts.`),
      );
  },

  "tables say when DynamoDB fails": ({ all, alarms }) =>
    each(
      all("aws:dynamodb/table:Table"),
      ({ values }) =>
        !alarms
          .flatMap(metricsOf)
          .some(
            ({ metricName, dimensions }) =>
              metricName === "SystemErrors" && dimensions?.TableName === values.name,
          ) && "has no alarm of SystemErrors: make it with infra/table.ts.",
    ),

  "every alarm tells somebody, who finds a runbook in it": ({ alarms, all }) => {
    const composites = all("aws:cloudwatch/compositeAlarm:CompositeAlarm");
    const telling = ({ values }: Declared) => ((values.alarmActions ?? []) as string[]).length > 0;
    // Those that only send a version back which is being deployed.
    const deploying = new Set([
      ...all("aws:codedeploy/deploymentGroup:DeploymentGroup").flatMap(
        (group) => (group.values.alarmConfiguration as { alarms: unknown[] }).alarms,
      ),
      ...all("aws:sfn/alias:Alias").flatMap((alias) => shiftOf(alias)?.alarms ?? []),
    ]);
    const asked = composites.filter(telling).map(({ values }) => String(values.alarmRule));
    return each([...alarms, ...composites], (one) => {
      const { values } = one;
      if (
        !telling(one) &&
        !deploying.has(values.name) &&
        !asked.some((rule) => rule.includes(`ALARM("${values.name}")`))
      )
        return "tells nobody.";
      const [, kind] = /\/docs\/runbooks\/([a-z-]+)\.md$/.exec(String(values.alarmDescription)) ?? [];
      if (!kind) return "has no runbook in its description: make it with infra/alarm.ts.";
      return (
        !existsSync(join(root, "docs/runbooks", `${kind}.md`)) &&
        `has a runbook that is not there: write docs/runbooks/${kind}.md.`
      );
    });
  },

  "composite alarms ask for alarms that are": ({ alarms, all }) =>
    each(all("aws:cloudwatch/compositeAlarm:CompositeAlarm"), ({ values }) => {
      const names = [...String(values.alarmRule).matchAll(/ALARM\("([^"]+)"\)/g)].map(([, name]) => name);
      const missing = names.filter((name) => !alarms.some((one) => one.values.name === name));
      return missing.length > 0 && `asks for ${missing.join(" and ")}, which is not there.`;
    }),

  "dashboards draw metrics that are": ({ all, stage }) =>
    each(all("aws:cloudwatch/dashboard:Dashboard"), ({ values }) => {
      const lines = linesOf(String(values.dashboardBody));
      return lines.map((line) => unreal(line, stage)).find((wrong) => wrong !== false) ?? false;
    }),

  "dashboards draw resources that are": ({ all, stage, machines, pipes }) => {
    // A slice of a shared stage knows the others by their names alone.
    if (stage !== "local") return [];
    const there = new Set([
      ...machines.map(({ arn }) => arn),
      ...[...pipes, ...all("aws:cloudwatch/eventRule:EventRule")].map(({ values }) => values.name),
    ]);
    return each(all("aws:cloudwatch/dashboard:Dashboard"), ({ values }) => {
      const named = linesOf(String(values.dashboardBody)).flatMap(
        ({ dimensions: { StateMachineArn, PipeName, RuleName } }) =>
          StateMachineArn ?? PipeName ?? RuleName ?? [],
      );
      const missing = named.find((name) => !there.has(name));
      return missing !== undefined && `draws ${missing}, which is not there.`;
    });
  },

  "every alarm reads a metric that is": ({ alarms, stage }) =>
    each(
      alarms,
      (alarm) =>
        metricsOf(alarm)
          .map((metric) => unreal(metric, stage))
          .find((wrong) => wrong !== false) ?? false,
    ),

  "alarms are silent when nothing happens, and ask for what can be": ({ alarms }) =>
    each(alarms, (alarm) => isWell(alarm) || isSound(alarm)),

  "alarms of limits go off before the limit": ({ alarms, functions, queues }) => [
    ...each(functions, ({ values }) => {
      const duration = Number(about(alarms, "Duration", "FunctionName", values.name)?.values.threshold);
      return duration >= Number(values.timeout) * 1000 && "is cut off before its alarm of Duration goes off.";
    }),
    ...each(functions, ({ values }) => {
      const most = about(alarms, "ConcurrentExecutions", "FunctionName", values.name)?.values.threshold;
      return (
        Number(most) >= Number(values.reservedConcurrentExecutions) &&
        "is throttled before its alarm of ConcurrentExecutions goes off."
      );
    }),
    ...each(queues, ({ values }) => {
      const age = about(alarms, "ApproximateAgeOfOldestMessage", "QueueName", values.name)?.values.threshold;
      return (
        Number(age) < Number(values.visibilityTimeoutSeconds) * 2 &&
        "has an alarm of its age that goes off while a message is tried again."
      );
    }),
  ],

  "costs are watched where people rely on the system": ({ all, stage }) => {
    const topic = all("aws:sns/topic:Topic").find(({ name }) => name === "AlarmsTopic");
    if (stage !== "prod" || !topic) return [];
    const tells = (type: string) =>
      all(type).some(({ values }) => JSON.stringify(values).includes(`:${topic.values.name}"`));
    return ["aws:budgets/budget:Budget", "aws:costexplorer/anomalySubscription:AnomalySubscription"]
      .filter((type) => !tells(type))
      .map(
        (type) => `nobody hears of costs: there is no ${type} that tells ${topic.name}, see infra/budget.ts.`,
      );
  },

  "schedules are in a group, which is watched": ({ schedules, all }) =>
    each(
      schedules.filter(({ values }) => scheduleTargetOf(values).arn),
      ({ values }) =>
        !all("aws:scheduler/scheduleGroup:ScheduleGroup").some(
          (group) => group.values.name === values.groupName,
        ) && "is in no group of ours, so nobody hears of it when it fails.",
    ),
};
