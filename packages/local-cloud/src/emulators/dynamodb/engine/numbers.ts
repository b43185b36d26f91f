import { invalid } from "./errors.ts";

/** `digits`, which begin and end with none that is zero, times ten to the power of `exponent`; zero has no digits. */
interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html#HowItWorks.DataTypes.Number
const MOST_DIGITS = 38;
const LARGEST = 125;
const SMALLEST = -130;

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/;
/** What is stored as it is, and exact as a number of JavaScript. */
const SIMPLE = /^(?:0|-?[1-9]\d{0,14})$/;

const parse = (text: string): Decimal => {
  const [, sign, whole = "", fraction = "", exponent = "0"] = NUMBER.exec(text) ?? [];
  const all = `${whole}${fraction}`;
  if (all === "")
    throw invalid(`The parameter cannot be converted to a numeric value${text === "" ? "" : `: ${text}`}`);
  let end = all.length;
  while (end > 0 && all[end - 1] === "0") end--;
  const digits = all.slice(0, end).replace(/^0+/, "");
  const negative = sign === "-" && digits !== "";
  return { negative, digits, exponent: Number(exponent) - fraction.length + all.length - end };
};

/** The exponent that it has with one digit before the point. */
const magnitudeOf = ({ digits, exponent }: Decimal): number => exponent + digits.length - 1;

const checked = (decimal: Decimal): Decimal => {
  if (decimal.digits === "") return decimal;
  const magnitude = magnitudeOf(decimal);
  const beyond = "Attempting to store a number with magnitude";
  if (magnitude > LARGEST) throw invalid(`Number overflow. ${beyond} larger than supported range`);
  if (magnitude < SMALLEST) throw invalid(`Number underflow. ${beyond} smaller than supported range`);
  if (decimal.digits.length > MOST_DIGITS)
    throw invalid(`Attempting to store more than ${MOST_DIGITS} significant digits in a Number`);
  return decimal;
};

const format = ({ negative, digits, exponent }: Decimal): string => {
  if (digits === "") return "0";
  const sign = negative ? "-" : "";
  if (exponent >= 0) return `${sign}${digits}${"0".repeat(exponent)}`;
  const padded = digits.padStart(1 - exponent, "0");
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
};

/** The number as DynamoDB answers it: without exponent and needless zeros. Throws what it says of one that it refuses. */
export const canonicalNumber = (text: string): string =>
  SIMPLE.test(text) ? text : format(checked(parse(text)));

/** Below, at or above zero. */
export const compareNumbers = (a: string, b: string): number =>
  SIMPLE.test(a) && SIMPLE.test(b) ? Number(a) - Number(b) : Buffer.compare(numberKey(a), numberKey(b));

const sumOf = (a: Decimal, b: Decimal): string => {
  const exponent = Math.min(a.exponent, b.exponent);
  const scaled = ({ negative, digits, exponent: own }: Decimal) =>
    BigInt(`${negative ? "-" : ""}${digits || "0"}`) * 10n ** BigInt(own - exponent);
  return canonicalNumber(`${scaled(a) + scaled(b)}e${exponent}`);
};

/** Throws DynamoDB's error when the result has more digits than a number may have, or is beyond its range. */
export const add = (a: string, b: string): string => sumOf(parse(a), parse(b));
export const subtract = (a: string, b: string): string => {
  const other = parse(b);
  return sumOf(parse(a), { ...other, negative: !other.negative });
};

export const significantDigits = (number: string): number => parse(number).digits.length;

const NEGATIVE = 1;
const ZERO = 2;
const POSITIVE = 3;
/** Above every pair of digits of a negative number: of two that begin alike, the longer one is the smaller. */
const END = 0xff;

/** Bytes that compare as the numbers do: sign, magnitude, two digits a byte. */
export const numberKey = (number: string): Buffer => {
  const decimal = parse(number);
  const { digits, negative } = decimal;
  if (digits === "") return Buffer.from([ZERO]);
  const pairs = (digits.length % 2 === 0 ? digits : `${digits}0`).match(/../g)!.map(Number);
  const magnitude = magnitudeOf(decimal) - SMALLEST;
  return negative
    ? Buffer.from([NEGATIVE, 255 - magnitude, ...pairs.map((pair) => 100 - pair), END])
    : Buffer.from([POSITIVE, magnitude, ...pairs]);
};
