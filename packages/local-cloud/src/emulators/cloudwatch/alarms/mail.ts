import { type Alarm, actionsOf, type StateOfAlarm } from "./alarm.ts";

/** `Monday 07 September, 2026 04:01:21 UTC` */
const spoken = (ms: number) => {
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat("en", { ...options, timeZone: "UTC" }).format(ms);
  const [day, time] = [part({ day: "2-digit" }), new Date(ms).toISOString().slice(11, 19)];
  return `${part({ weekday: "long" })} ${day} ${part({ month: "long" })}, ${part({ year: "numeric" })} ${time} UTC`;
};

/** As Java prints it. */
const double = (value: number) => (Number.isInteger(value) ? value.toFixed(1) : String(value));
const list = (width: number, rows: readonly (readonly [name: string, value: string])[]) =>
  rows.map(([name, value]) => `- ${`${name}:`.padEnd(width)}${value}`.trimEnd());

const thresholdOf = (alarm: Alarm): string[] => {
  if (alarm.kind === "composite") return [];
  const { ComparisonOperator, Threshold, Metrics } = alarm.definition;
  if (Threshold === undefined) return [];
  const { datapointsToAlarm, evaluationPeriods, periodMinutes } = alarm.compiled;
  const watched = Metrics ? "expression" : "metric";
  return [
    "",
    "Threshold:",
    `- The alarm is in the ALARM state when the ${watched} is ${ComparisonOperator} ${double(Threshold)} for at least ${datapointsToAlarm} of the last ${evaluationPeriods} period(s) of ${periodMinutes * 60} seconds.`,
  ];
};

const metricOf = (alarm: Alarm): string[] => {
  if (alarm.kind === "composite" || alarm.definition.Metrics) return [];
  const { Namespace, MetricName, Dimensions, Period, Statistic, ExtendedStatistic, Unit, TreatMissingData } =
    alarm.definition;
  const dimensions = Object.entries(Dimensions).map(([name, value]) => `[${name} = ${value}]`);
  return [
    "",
    "Monitored Metric:",
    ...list(37, [
      ["MetricNamespace", Namespace ?? ""],
      ["MetricName", MetricName ?? ""],
      ["Dimensions", dimensions.join(" ")],
      ["Period", `${Period} seconds`],
      ["Statistic", Statistic ?? ExtendedStatistic ?? ""],
      ["Unit", Unit ?? "not specified"],
      ["TreatMissingData", TreatMissingData ?? "missing"],
    ]),
  ];
};

/**
 * What a person reads whose mail address is subscribed. AWS documents an example alone:
 * https://docs.aws.amazon.com/awssupport/latest/user/cloudwatch-metrics-ta.html
 */
export const mailOf = (
  alarm: Alarm,
  previous: StateOfAlarm,
  { region, accountId }: { region: string; accountId: string },
): string => {
  const { name, arn, definition, state } = alarm;
  const at = spoken(state.since);
  const actions = (of: StateOfAlarm["value"]) => {
    const arns = actionsOf(alarm, of);
    return arns.length > 0 ? ` [${arns.join("] [")}]` : "";
  };
  return [
    `You are receiving this email because your Amazon CloudWatch Alarm "${name}" in the ${region} region has entered the ${state.value} state, because "${state.reason.text}" at "${at}".`,
    "",
    "View this alarm in the AWS Management Console:",
    `https://${region}.console.aws.amazon.com/cloudwatch/deeplink.js?region=${region}#alarmsV2:alarm/${encodeURIComponent(name)}`,
    "",
    "Alarm Details:",
    ...list(28, [
      ["Name", name],
      ["Description", definition.AlarmDescription ?? ""],
      ["State Change", `${previous.value} -> ${state.value}`],
      ["Reason for State Change", state.reason.text],
      ["Timestamp", at],
      ["AWS Account", accountId],
      ["Alarm Arn", arn],
    ]),
    ...thresholdOf(alarm),
    ...metricOf(alarm),
    "",
    "State Change Actions:",
    `- OK:${actions("OK")}`,
    `- ALARM:${actions("ALARM")}`,
    `- INSUFFICIENT_DATA:${actions("INSUFFICIENT_DATA")}`,
    "",
  ].join("\n");
};
