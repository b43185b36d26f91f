import { MINUTE_MS } from "../../../metrics/series.ts";
import type { MetricStore } from "../../../metrics/store.ts";
import type { COMPARISONS, MetricAlarmInput } from "../inputs.ts";
import type { Grid, Points, Value } from "../math/values.ts";
import { type AlarmState, decide, FURTHER_POINTS, type MissingData } from "./decide.ts";
import { compileQueries, invalid, periodMinutes, readMetric } from "./queries.ts";

export type Comparison = (typeof COMPARISONS)[number];

/** What a look at the data points of an alarm found. */
export interface Evaluation {
  /** Undefined when the alarm keeps its state. */
  readonly state: AlarmState | undefined;
  /** The evaluation range, oldest first. */
  readonly points: readonly {
    readonly start: number;
    readonly value: number | undefined;
    readonly breaching: boolean | undefined;
  }[];
  /** Of anomaly bands: the last one. */
  readonly threshold: number | undefined;
}

/** An alarm on a metric or an expression, ready to be evaluated. */
export interface CompiledAlarm {
  readonly definition: MetricAlarmInput;
  readonly periodMinutes: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly missingData: MissingData;
  /** How far back it looks. */
  readonly rangeMinutes: number;
  /** Looks at the periods that end with `minute`, which is over. */
  evaluate(minute: number): Evaluation;
}

const MISSING_DATA: readonly string[] = ["missing", "ignore", "breaching", "notBreaching"];
const DAY_MINUTES = 24 * 60;

const exceeds: Readonly<Record<Comparison, (value: number, lower: number, upper: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, lower) => value >= lower,
  GreaterThanThreshold: (value, lower) => value > lower,
  LessThanThreshold: (value, lower) => value < lower,
  LessThanOrEqualToThreshold: (value, lower) => value <= lower,
  LessThanLowerOrGreaterThanUpperThreshold: (value, lower, upper) => value < lower || value > upper,
  LessThanLowerThreshold: (value, lower) => value < lower,
  GreaterThanUpperThreshold: (value, _, upper) => value > upper,
};
const isOfBand = (comparison: Comparison) => /Lower|Upper/.test(comparison);

const pointsOf = (value: Value, { starts }: Grid, name: string): Points => {
  if (value.kind === "series") return value.points;
  if (value.kind === "scalar") return starts.map(() => value.value);
  throw invalid(`The alarm ${name} must be on a single series.`);
};

type Read = (grid: Grid) => { points: Points; lower: Points; upper: Points };

const readOf = (store: MetricStore, alarm: MetricAlarmInput): { minutes: number; read: Read } => {
  const { AlarmName: name, Metrics, Threshold, ThresholdMetricId } = alarm;
  const fixed = ({ starts }: Grid) => starts.map(() => Threshold);
  if (!Metrics) {
    const { MetricName, Namespace, Statistic, ExtendedStatistic, Period } = alarm;
    if (MetricName === undefined || Namespace === undefined || Period === undefined)
      throw invalid("MetricName, Namespace and Period must be given, or Metrics.");
    if ((Statistic === undefined) === (ExtendedStatistic === undefined))
      throw invalid("Exactly one of Statistic and ExtendedStatistic must be specified.");
    const values = readMetric(store, alarm, Statistic ?? ExtendedStatistic!);
    const read: Read = (grid) => ({ points: values(grid), lower: fixed(grid), upper: fixed(grid) });
    return { minutes: periodMinutes(Period), read };
  }
  if (alarm.MetricName !== undefined || alarm.Statistic !== undefined || alarm.Period !== undefined)
    throw invalid(
      "Metrics cannot be combined with MetricName, Dimensions, Period, Namespace, Statistic, or ExtendedStatistic.",
    );
  const evaluator = compileQueries(store, Metrics);
  const returned = Metrics.filter(({ Id, ReturnData }) => ReturnData !== false && Id !== ThresholdMetricId);
  const [watched] = returned;
  if (!watched || returned.length > 1)
    throw invalid("Exactly one element of the metrics list should return data.");
  const periods = new Set(Metrics.flatMap(({ MetricStat, Period }) => MetricStat?.Period ?? Period ?? []));
  if (periods.size > 1) throw invalid("Period must not be different in the queries of an alarm.");
  const [period = 60] = periods;
  const band = (grid: Grid) => {
    if (ThresholdMetricId === undefined) return { lower: fixed(grid), upper: fixed(grid) };
    const value = evaluator.valueOf(ThresholdMetricId, grid);
    if (value.kind !== "band") throw invalid(`${ThresholdMetricId} must be an ANOMALY_DETECTION_BAND.`);
    return value;
  };
  const read: Read = (grid) => ({
    points: pointsOf(evaluator.valueOf(watched.Id, grid), grid, name),
    ...band(grid),
  });
  return { minutes: periodMinutes(period), read };
};

const missingDataOf = ({ TreatMissingData, Namespace }: MetricAlarmInput): MissingData => {
  if (TreatMissingData === undefined) return Namespace === "AWS/DynamoDB" ? "ignore" : "missing";
  if (MISSING_DATA.includes(TreatMissingData)) return TreatMissingData as MissingData;
  throw invalid(`TreatMissingData must be one of ${MISSING_DATA.join(", ")}, not ${TreatMissingData}.`);
};

/** Throws `ValidationException` for what CloudWatch, or the local cloud, refuses. */
export const compileMetricAlarm = (store: MetricStore, definition: MetricAlarmInput): CompiledAlarm => {
  const { ComparisonOperator, Threshold, ThresholdMetricId, EvaluationPeriods } = definition;
  const { DatapointsToAlarm = EvaluationPeriods } = definition;
  if (DatapointsToAlarm > EvaluationPeriods)
    throw invalid("DatapointsToAlarm must be less than or equal to EvaluationPeriods.");
  if (isOfBand(ComparisonOperator) !== (ThresholdMetricId !== undefined))
    throw invalid(
      `${ComparisonOperator} must ${ThresholdMetricId === undefined ? "have" : "not have"} a ThresholdMetricId.`,
    );
  if ((Threshold === undefined) === (ThresholdMetricId === undefined))
    throw invalid("Exactly one of Threshold and ThresholdMetricId must be specified.");
  const { minutes, read } = readOf(store, definition);
  const mostDays = minutes >= 60 ? 7 : 1;
  if (minutes * EvaluationPeriods > mostDays * DAY_MINUTES)
    throw invalid(
      `Metrics cannot be checked across more than ${mostDays === 1 ? "a day (EvaluationPeriods * Period must be <= 86400)" : "seven days (EvaluationPeriods * Period must be <= 604800)"}.`,
    );
  const rules = {
    evaluationPeriods: EvaluationPeriods,
    datapointsToAlarm: DatapointsToAlarm,
    missingData: missingDataOf(definition),
  };
  const range = EvaluationPeriods + FURTHER_POINTS;
  const isBreaching = exceeds[ComparisonOperator];

  const evaluate = (minute: number): Evaluation => {
    const starts = Array.from({ length: range }, (_, index) => minute + 1 - (range - index) * minutes);
    const { points, lower, upper } = read({ starts, periodMinutes: minutes });
    const evaluated = starts.map((start, index) => {
      const [value, least, most] = [points[index], lower[index], upper[index]];
      const known = value !== undefined && least !== undefined && most !== undefined && !Number.isNaN(value);
      return {
        start: start * MINUTE_MS,
        value,
        breaching: known ? isBreaching(value, least, most) : undefined,
      };
    });
    const state = decide(
      evaluated.map(({ breaching }) => breaching),
      rules,
    );
    return { state, points: evaluated, threshold: Threshold ?? upper.at(-1) };
  };
  // Whatever only shows when it runs: queries that name each other in a circle, a band that is none.
  evaluate(store.minute());
  return { definition, periodMinutes: minutes, ...rules, rangeMinutes: range * minutes, evaluate };
};
