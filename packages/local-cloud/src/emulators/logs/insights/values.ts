/** What a field holds; undefined where a line has no such field. */
export type Value = string | number | undefined;

const NUMBER = /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i;

/** The number that a value is or is written as. */
export const toNumber = (value: Value): number | undefined => {
  if (typeof value !== "string") return value;
  return NUMBER.test(value) ? Number(value) : undefined;
};

/** Whether a value counts as true in a condition. */
export const isTrue = (value: Value): boolean => value !== undefined && value !== 0 && value !== "";
export const fromBoolean = (value: boolean): Value => (value ? 1 : 0);

const inNaturalOrder = new Intl.Collator("en", { numeric: true }).compare;

/** Two numbers as numbers, anything else as text. */
export const compare = (one: string | number, other: string | number): number => {
  const numbers = [toNumber(one), toNumber(other)];
  if (numbers[0] !== undefined && numbers[1] !== undefined) return numbers[0] - numbers[1];
  const texts = [String(one), String(other)];
  return texts[0] === texts[1] ? 0 : texts[0]! < texts[1]! ? -1 : 1;
};

/**
 * The order of `sort`: what is missing, then text in natural order, then numbers.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Sort.html
 */
export const inOrder = (one: Value, other: Value): number => {
  const rank = (value: Value) => (value === undefined ? 0 : toNumber(value) === undefined ? 1 : 2);
  const difference = rank(one) - rank(other);
  if (difference !== 0 || one === undefined || other === undefined) return difference;
  return rank(one) === 2 ? Number(one) - Number(other) : inNaturalOrder(String(one), String(other));
};

/** `2026-11-30 08:00:00.000`, in UTC. */
export const timeText = (at: number): string => new Date(at).toISOString().replace("T", " ").replace("Z", "");
