import { alarmTopicArn, runbook } from "./alarm.ts";
import { hasAlarms, metricNamespace, physicalName } from "./names.ts";

/** A counter of a function, by the name its telemetry has. */
export interface Counter {
  metric: string;
  service: string;
}

interface Objective {
  /** What share is promised. */
  objectivePercent: number;
  placed: Counter[];
  inTime: Counter[];
  late: Counter[];
}

/**
 * How fast the error budget of 30 days is used up before a person is told: within two days, and within five. Each is
 * looked at over a long time, so that it means something, and over a short one, so that it ends when it is mended:
 * https://sre.google/workbook/alerting-on-slos/
 */
const burns = [
  { name: "fast", rate: 14.4, days: "two", long: 3600, short: 300 },
  { name: "slow", rate: 6, days: "five", long: 6 * 3600, short: 1800 },
];

/** Fewer in the long time are no reason to wake anybody: one slow order of a quiet night is 100 % of them. */
const leastMissed = 10;

/** Tells a person when a promise is broken so often that its error budget will not last. */
export const burnAlarms = (name: string, objective: Objective) => {
  if (!hasAlarms()) return;
  for (const burn of burns) {
    const [long, short] = [
      windowAlarm(name, objective, { ...burn, seconds: burn.long, least: leastMissed }),
      windowAlarm(name, objective, { ...burn, seconds: burn.short, least: 1 }),
    ];
    new aws.cloudwatch.CompositeAlarm(`${name}-slo-burn-${burn.name}`, {
      alarmName: physicalName(`${name}-slo-burn-${burn.name}`),
      alarmDescription: `${name}: more than promised come late or never. At this rate a month's share of them is used up in ${burn.days} days. ${runbook("slo-burn")}`,
      alarmRule: $interpolate`ALARM("${long.name}") AND ALARM("${short.name}")`,
      alarmActions: [alarmTopicArn()],
      okActions: [alarmTopicArn()],
    });
  }
};

/** Of one length of time: says nothing by itself. */
const windowAlarm = (
  name: string,
  { objectivePercent, placed, inTime, late }: Objective,
  { rate, seconds, least }: { rate: number; seconds: number; least: number },
) => {
  const counters = Object.entries({ placed, inTime, late }).flatMap(([kind, all]) =>
    all.map((counter, index) => ({ id: `${kind}${index}`, kind, ...counter })),
  );
  const sumOf = (...wanted: string[]) =>
    // Times nothing: a time in which nobody was answered has its points all the same.
    `SUM([${counters.map(({ id, kind }) => (wanted.includes(kind) ? id : `${id} * 0`)).join(", ")}])`;
  const queries = [
    { id: "good", expression: sumOf("inTime") },
    { id: "placed", expression: sumOf("placed") },
    // Of what was placed in the time before, too.
    { id: "answered", expression: sumOf("inTime", "late") },
    { id: "total", expression: "MAX([placed, answered])" },
    { id: "watched", expression: `IF(total - good >= ${least}, 100 * (total - good) / total, 0)` },
  ];
  const id = `${name}-slo-burn-${seconds >= 3600 ? `${seconds / 3600}h` : `${seconds / 60}m`}`;
  return new aws.cloudwatch.MetricAlarm(id, {
    name: physicalName(id),
    alarmDescription: `${name}: the share that comes late or never, over ${seconds / 60} minutes; tells nobody by itself. ${runbook("slo-burn")}`,
    metricQueries: [
      ...queries.map((query) => ({ ...query, label: query.id, returnData: query.id === "watched" })),
      ...counters.map((counter) => ({
        id: counter.id,
        metric: {
          namespace: metricNamespace(),
          metricName: counter.metric,
          dimensions: { service: counter.service },
          period: seconds,
          stat: "Sum",
        },
      })),
    ],
    comparisonOperator: "GreaterThanThreshold",
    threshold: Math.round(rate * (100 - objectivePercent) * 1000) / 1000,
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    treatMissingData: "notBreaching",
  });
};
