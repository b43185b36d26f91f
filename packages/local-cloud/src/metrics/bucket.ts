/** Values of one metric in one minute: no list of them, so that a busy minute takes no more room than a quiet one. */
export interface Bucket {
  sum: number;
  count: number;
  min: number;
  max: number;
  /** How many values lie in each step of 2 %, once two differ: as close as percentiles get. */
  steps?: Map<number, number>;
}

const STEP = Math.log(1.02);
/** Everything at or below it is one step. */
const LEAST = 1e-6;

const stepOf = (value: number): number =>
  value > LEAST ? Math.round(Math.log(value / LEAST) / STEP) + 1 : value < -LEAST ? -stepOf(-value) : 0;

const middleOf = (step: number): number =>
  step > 0 ? LEAST * Math.exp((step - 1) * STEP) : step < 0 ? -middleOf(-step) : 0;

const addStep = (bucket: Bucket, value: number, count: number) => {
  const steps = (bucket.steps ??= new Map());
  const step = stepOf(value);
  steps.set(step, (steps.get(step) ?? 0) + count);
};

/** A bucket with one value, `count` times. */
export const bucketOf = (value: number, count = 1): Bucket => ({
  sum: value * count,
  count,
  min: value,
  max: value,
});

export const addValue = (bucket: Bucket, value: number, count = 1): void => {
  if (bucket.steps) addStep(bucket, value, count);
  else if (value !== bucket.min) {
    addStep(bucket, bucket.min, bucket.count);
    addStep(bucket, value, count);
  }
  bucket.sum += value * count;
  bucket.count += count;
  if (value < bucket.min) bucket.min = value;
  if (value > bucket.max) bucket.max = value;
};

const stepsOf = (bucket: Bucket): Iterable<readonly [number, number]> =>
  bucket.steps ?? [[stepOf(bucket.min), bucket.count]];

/** Adds all that `other` holds; `other` stays as it is. */
export const addBucket = (bucket: Bucket, other: Bucket): void => {
  if (bucket.steps || other.steps || bucket.min !== other.min) {
    if (!bucket.steps) addStep(bucket, bucket.min, bucket.count);
    for (const [step, count] of stepsOf(other))
      bucket.steps!.set(step, (bucket.steps!.get(step) ?? 0) + count);
  }
  bucket.sum += other.sum;
  bucket.count += other.count;
  bucket.min = Math.min(bucket.min, other.min);
  bucket.max = Math.max(bucket.max, other.max);
};

/** What publishers hand in as an aggregate: a statistic set, whose values nobody knows. */
export const bucketOfSet = (set: { sum: number; count: number; min: number; max: number }): Bucket => {
  const bucket: Bucket = { ...set };
  if (set.min !== set.max) {
    addStep(bucket, set.min, 1);
    addStep(bucket, set.max, Math.max(1, set.count - 1));
  }
  return bucket;
};

const within = ({ min, max }: Bucket, value: number) => Math.min(max, Math.max(min, value));

const percentile = (bucket: Bucket, percent: number): number => {
  if (!bucket.steps || percent <= 0) return percent <= 0 ? bucket.min : bucket.max;
  const rank = Math.ceil((percent / 100) * bucket.count);
  let seen = 0;
  for (const [step, count] of [...bucket.steps].sort(([a], [b]) => a - b)) {
    seen += count;
    if (seen >= rank) return within(bucket, middleOf(step));
  }
  return bucket.max;
};

/** The mean of what lies between two percentiles. */
const trimmedMean = (bucket: Bucket, from: number, to: number): number => {
  const [first, last] = [(from / 100) * bucket.count, (to / 100) * bucket.count];
  let [seen, sum, taken] = [0, 0, 0];
  for (const [step, count] of [...stepsOf(bucket)].sort(([a], [b]) => a - b)) {
    const share = Math.max(0, Math.min(seen + count, last) - Math.max(seen, first));
    sum += share * within(bucket, middleOf(step));
    taken += share;
    seen += count;
  }
  return taken > 0 ? sum / taken : percentile(bucket, to);
};

type Read = (bucket: Bucket) => number;

const simple: Readonly<Record<string, Read>> = {
  SampleCount: ({ count }) => count,
  Average: ({ sum, count }) => sum / count,
  Sum: ({ sum }) => sum,
  Minimum: ({ min }) => min,
  Maximum: ({ max }) => max,
  IQM: (bucket) => trimmedMean(bucket, 25, 75),
};

/**
 * How a statistic is read from a bucket; undefined of one that the local cloud does not have. Percentiles and trimmed
 * means are within 1 %.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 */
export const statisticOf = (name: string): Read | undefined => {
  if (Object.hasOwn(simple, name)) return simple[name];
  const [, kind, digits] = /^(p|tm)(\d{1,2}(?:\.\d{1,10})?|100)$/i.exec(name) ?? [];
  if (kind === undefined) return undefined;
  const percent = Number(digits);
  return kind.toLowerCase() === "p"
    ? (bucket) => percentile(bucket, percent)
    : (bucket) => trimmedMean(bucket, 0, percent);
};
