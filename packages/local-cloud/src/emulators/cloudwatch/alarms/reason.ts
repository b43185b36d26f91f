import type { AlarmState } from "./decide.ts";
import type { Comparison, CompiledAlarm, Evaluation } from "./metric-alarm.ts";

/** Why an alarm is in its state: for people, and as JSON for programs. */
export interface Reason {
  readonly text: string;
  readonly data?: object;
}

const crossed: Readonly<Record<Comparison, string>> = {
  GreaterThanOrEqualToThreshold: "greater than or equal to the threshold",
  GreaterThanThreshold: "greater than the threshold",
  LessThanThreshold: "less than the threshold",
  LessThanOrEqualToThreshold: "less than or equal to the threshold",
  LessThanLowerOrGreaterThanUpperThreshold:
    "less than the lower thresholds or greater than the upper thresholds",
  LessThanLowerThreshold: "less than the lower thresholds",
  GreaterThanUpperThreshold: "greater than the upper thresholds",
};

/** As Java prints it. */
const double = (value: number) => (Number.isInteger(value) ? value.toFixed(1) : String(value));
/** `29/11/26 12:00:00` */
const shortDate = (ms: number) => {
  const [year, month, day] = new Date(ms).toISOString().slice(2, 10).split("-");
  return `${day}/${month}/${year} ${new Date(ms).toISOString().slice(11, 19)}`;
};
/** `2026-11-29T12:00:00.000+0000` */
export const longDate = (ms: number): string => new Date(ms).toISOString().replace("Z", "+0000");

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;

export const reasonOf = (
  { definition, evaluationPeriods, datapointsToAlarm, periodMinutes, missingData }: CompiledAlarm,
  { points, threshold }: Evaluation,
  { from, to, at }: { from: AlarmState; to: AlarmState; at: number },
): Reason => {
  const real = points.filter(({ breaching }) => breaching !== undefined).slice(-evaluationPeriods);
  const data = {
    version: "1.0",
    queryDate: longDate(at),
    startDate: longDate(points.at(-evaluationPeriods)?.start ?? at),
    statistic: definition.Statistic ?? definition.ExtendedStatistic,
    period: periodMinutes * 60,
    recentDatapoints: real.map(({ value }) => value),
    threshold,
    evaluatedDatapoints: real.map(({ start, value }) => ({ timestamp: longDate(start), value })).reverse(),
  };
  const missing = evaluationPeriods - real.length;
  if (real.length === 0) {
    if (to === "INSUFFICIENT_DATA")
      return {
        text: `Insufficient Data: ${counted(missing, "datapoint")} ${missing === 1 ? "was" : "were"} unknown.`,
        data,
      };
    const treated = missingData === "breaching" ? "Breaching" : "NonBreaching";
    return {
      text: `Threshold Crossed: no datapoints were received for ${counted(missing, "period")} and ${counted(missing, "missing datapoint")} ${missing === 1 ? "was" : "were"} treated as [${treated}].`,
      data,
    };
  }
  const decisive = real.filter(({ breaching }) => breaching === (to === "ALARM"));
  const shown = decisive.map(({ value, start }) => `${double(value!)} (${shortDate(start)})`).join(", ");
  const needed = to === "ALARM" ? datapointsToAlarm : evaluationPeriods - datapointsToAlarm + 1;
  const limit = threshold === undefined ? "" : ` (${double(threshold)})`;
  return {
    text: `Threshold Crossed: ${decisive.length} out of the last ${counted(evaluationPeriods, "datapoint")} [${shown}] ${decisive.length === 1 ? "was" : "were"} ${to === "ALARM" ? "" : "not "}${crossed[definition.ComparisonOperator]}${limit} (minimum ${counted(needed, "datapoint")} for ${from} -> ${to} transition).`,
    data,
  };
};
