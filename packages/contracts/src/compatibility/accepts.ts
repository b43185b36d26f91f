import type { Kind, Literal, Range } from "./shape.ts";

const isMultiple = (value: number, step: number) => {
  const steps = value / step;
  return Math.abs(steps - Math.round(steps)) < 1e-9;
};

const within = (value: number, range: Range) =>
  (range.minOpen ? value > range.min : value >= range.min) &&
  (range.maxOpen ? value < range.max : value <= range.max) &&
  (range.multipleOf === 0 || isMultiple(value, range.multipleOf));

/** Whether a kind of values has this one; false where a format, which only code can check, would have to tell. */
export function accepts(kind: Kind, value: Literal): boolean {
  switch (kind.kind) {
    case "any":
      return true;
    case "literal":
      return kind.value === value;
    case "text":
      return (
        typeof value === "string" &&
        value.length >= kind.minLength &&
        value.length <= kind.maxLength &&
        kind.patterns.every((pattern) => new RegExp(pattern).test(value)) &&
        kind.formats.length === 0
      );
    case "number":
      return typeof value === "number" && within(value, kind);
    case "list":
    case "object":
      return false;
  }
}

/** Whether every multiple of `step` is one of `of`; 0 stands for any number. */
export const isFiner = (step: number, of: number) => of === 0 || (step !== 0 && isMultiple(step, of));
