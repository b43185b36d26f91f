/**
 * Values inside a template: JavaScript's own, plus what Java tells apart. A missing value is `null` or `undefined`.
 *
 * Lists that come from JSON print as JSON (API Gateway parses with json-smart, whose arrays do so); lists made
 * by the template print as `[a, b]`.
 */
const madeByTemplate = new WeakSet<object>();

export const javaList = <T>(items: T[]): T[] => {
  madeByTemplate.add(items);
  return items;
};

/** An object with methods, such as `$util`. */
export class HostObject {
  readonly methods: Readonly<Record<string, (...args: unknown[]) => unknown>>;
  readonly properties: Readonly<Record<string, unknown>>;

  constructor(
    methods: Record<string, (...args: unknown[]) => unknown>,
    properties: Record<string, unknown> = {},
  ) {
    this.methods = methods;
    this.properties = properties;
  }
}

/** An entry of a map, which prints as `a=1`. */
export class JavaEntry {
  readonly key: string;
  readonly value: unknown;

  constructor(key: string, value: unknown) {
    this.key = key;
    this.value = value;
  }
}

export type JavaMap = Record<string, unknown>;

export const isMissing = (value: unknown): value is null | undefined => value === null || value === undefined;

export const isMap = (value: unknown): value is JavaMap =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof HostObject);

/** `toString()` as Java does it: maps as `{a=1}`. */
export const javaString = (value: unknown): string => {
  if (typeof value === "string") return value;
  if (isMissing(value)) return "null";
  if (Array.isArray(value))
    return madeByTemplate.has(value) ? `[${value.map(javaString).join(", ")}]` : JSON.stringify(value);
  if (value instanceof JavaEntry) return `${value.key}=${javaString(value.value)}`;
  if (isMap(value))
    return `{${Object.entries(value)
      .map(([key, item]) => `${key}=${javaString(item)}`)
      .join(", ")}}`;
  return String(value);
};

/** `#if($x)`: only null and false are false in Velocity 1.7; the empty string and zero are true. */
export const isTrue = (value: unknown): boolean => !isMissing(value) && value !== false;

/**
 * `==`: numbers by value, otherwise by their text when the types differ, as Velocity 1.7 does. A missing value also
 * equals the empty string, since published API Gateway templates test for absent JSON fields that way.
 */
export const isEqual = (left: unknown, right: unknown): boolean => {
  if (isMissing(left)) return isMissing(right) || right === "";
  if (isMissing(right)) return left === "";
  return typeof left === "object" && typeof right === "object"
    ? JSON.stringify(left) === JSON.stringify(right)
    : left === right || javaString(left) === javaString(right);
};

const isInteger = (value: unknown): value is number => Number.isInteger(value);

/** The arithmetic of `#set`: whole numbers stay whole, `+` joins when a side is text; missing operands give null. */
export const calculate = (operator: string, left: unknown, right: unknown): unknown => {
  if (operator === "+" && (typeof left === "string" || typeof right === "string"))
    return javaString(left) + javaString(right);
  if (typeof left !== "number" || typeof right !== "number") return null;
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      if (right === 0) return null;
      return isInteger(left) && isInteger(right) ? Math.trunc(left / right) : left / right;
    case "%":
      return right === 0 ? null : left % right;
    default:
      return null;
  }
};

export const compare = (operator: string, left: unknown, right: unknown): boolean => {
  if (typeof left !== "number" || typeof right !== "number") return false;
  switch (operator) {
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    default:
      return left >= right;
  }
};
