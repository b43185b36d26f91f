import type { Kind, Range, Text } from "./shape.ts";

/** `a`, `a or b`, `a, b or c`. */
export const list = (items: readonly string[]): string =>
  items.length < 2 ? items.join() : `${items.slice(0, -1).join(", ")} or ${items.at(-1)}`;

const longest = 60;

/** The beginning of something long. */
export const short = (text: string): string => (text.length <= longest ? text : `${text.slice(0, longest)}…`);

function bounds(min: number, max: number): string {
  if (min === max) return `exactly ${min}`;
  if (max === Number.POSITIVE_INFINITY) return `${min} or more`;
  return min === Number.NEGATIVE_INFINITY ? `up to ${max}` : `${min} to ${max}`;
}

function nameOfText({ minLength, maxLength, patterns, formats }: Text): string {
  const [rule] = [
    ...patterns.map((pattern) => ` matching \`${short(pattern)}\``),
    ...formats.map((format) => `, a ${format}`),
  ];
  const length =
    minLength === 0 && maxLength === Number.POSITIVE_INFINITY
      ? ""
      : ` of ${bounds(minLength, maxLength)} characters`;
  return `text${length}${rule ?? ""}`;
}

function nameOfRange({ min, minOpen, max, maxOpen, multipleOf }: Range): string {
  const name =
    multipleOf === 1 ? "a whole number" : multipleOf === 0 ? "a number" : `a multiple of ${multipleOf}`;
  const lowest = min <= Number.MIN_SAFE_INTEGER ? Number.NEGATIVE_INFINITY : min;
  const highest = max >= Number.MAX_SAFE_INTEGER ? Number.POSITIVE_INFINITY : max;
  if (lowest === Number.NEGATIVE_INFINITY && highest === Number.POSITIVE_INFINITY) return name;
  const open = [minOpen && `not ${min}`, maxOpen && `not ${max}`].filter(Boolean).join(", ");
  return `${name}, ${bounds(lowest, highest)}${open && ` (${open})`}`;
}

/** How a person would call a kind of values. */
export function nameOf(kind: Kind): string {
  switch (kind.kind) {
    case "any":
      return "anything";
    case "literal":
      return short(JSON.stringify(kind.value));
    case "text":
      return nameOfText(kind);
    case "number":
      return nameOfRange(kind);
    case "list":
      return "a list";
    case "object":
      return "an object";
  }
}
