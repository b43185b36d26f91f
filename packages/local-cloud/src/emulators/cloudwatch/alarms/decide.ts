export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";
export type MissingData = "missing" | "ignore" | "breaching" | "notBreaching";

export interface Rules {
  /** N of "M out of N". */
  readonly evaluationPeriods: number;
  /** M. */
  readonly datapointsToAlarm: number;
  readonly missingData: MissingData;
}

/** Data points beyond the evaluation periods that are looked at where some are missing: three of three look at five. */
export const FURTHER_POINTS = 2;

/**
 * The state that data points call for, oldest first: whether each is breaching, undefined where it is missing;
 * undefined when the alarm keeps the state it has.
 *
 * As few points as possible are filled in: real ones count first, also those before the evaluation periods. A breaching
 * point that is old enough goes to ALARM although too few came after it, where none of them was well.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export const decide = (
  points: readonly (boolean | undefined)[],
  { evaluationPeriods, datapointsToAlarm, missingData }: Rules,
): AlarmState | undefined => {
  const real = points.filter((point) => point !== undefined);
  if (real.length === 0) {
    if (missingData === "ignore") return undefined;
    if (missingData === "missing") return "INSUFFICIENT_DATA";
    return missingData === "breaching" ? "ALARM" : "OK";
  }
  const counted = real.slice(-evaluationPeriods);
  const filled = evaluationPeriods - counted.length;
  const breaching = counted.filter(Boolean).length + (missingData === "breaching" ? filled : 0);
  if (breaching >= datapointsToAlarm) return "ALARM";
  if (
    filled === 0 ||
    counted.includes(false) ||
    missingData === "breaching" ||
    missingData === "notBreaching"
  )
    return "OK";
  if (missingData === "ignore") return undefined;
  const ageOfOldest = points.length - points.findIndex((point) => point !== undefined);
  return ageOfOldest >= datapointsToAlarm ? "ALARM" : "OK";
};
