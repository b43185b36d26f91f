import { PathError } from "../errors.ts";
import type { Path } from "./path.ts";

/**
 * `input` with `value` where the Reference Path says; objects on the way are made, and nothing is changed in place.
 * Throws `States.ResultPathMatchFailure` where it cannot be. https://states-language.net/#filters
 */
export const writeAt = (input: unknown, { steps, text }: Path, value: unknown): unknown => {
  const write = (target: unknown, index: number): unknown => {
    const step = steps[index];
    if (step === undefined) return value;
    if (typeof step === "number") {
      if (!Array.isArray(target) || step >= target.length) throw mismatch(text, input);
      return target.with(step, write(target[step], index + 1));
    }
    if (target !== undefined && (target === null || typeof target !== "object" || Array.isArray(target)))
      throw mismatch(text, input);
    const object = (target ?? {}) as Record<string, unknown>;
    const member = Object.hasOwn(object, step) ? object[step] : undefined;
    return { ...object, [step]: write(member, index + 1) };
  };
  return write(input, 0);
};

const mismatch = (path: string, input: unknown) =>
  new PathError(
    `Unable to apply ReferencePath ${path} to input ${JSON.stringify(input)}`,
    "States.ResultPathMatchFailure",
  );
