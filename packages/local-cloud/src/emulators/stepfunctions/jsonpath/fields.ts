import { PathError } from "../errors.ts";
import type { Bindings } from "../jsonata/expression.ts";
import type { Template } from "../jsonata/template.ts";
import { parseTimestamp } from "../timestamps.ts";
import { type Path, readPath } from "./path.ts";

/** Of the bindings of a state. */
export type Of<Value = unknown> = (bindings: Bindings) => Value;

const states = (bindings: Bindings) => bindings.states as Readonly<Record<string, unknown>>;

export const rawInput: Of = (bindings) => states(bindings).input;
/** Of a task, its branches or its iterations. */
export const result: Of = (bindings) => states(bindings).result;
export const errorOutput: Of = (bindings) => states(bindings).errorOutput;

export const dynamic = (evaluate: Of): Template => ({ constant: false, evaluate });

export const fixed = (value: unknown): Template => ({ constant: true, evaluate: () => value });

/** What InputPath or OutputPath, null where it is an empty object, leaves of `data`. */
export const filtered = (path: Path | null | undefined, data: Of): Of => {
  if (path === undefined) return data;
  return path === null ? () => ({}) : (bindings) => readPath(path, bindings, data(bindings));
};

/** A field such as `TimeoutSecondsPath`: a whole number, at least `least`. */
export const integerAt = (path: Path, field: string, least: number, input: Of): Template =>
  dynamic((bindings) => {
    const value = readPath(path, bindings, input(bindings));
    if (Number.isInteger(value) && (value as number) >= least) return value;
    throw notA("integer", path, field, value);
  });

/** The same of any number. */
export const numberAt = (path: Path, field: string, input: Of): Template =>
  dynamic((bindings) => {
    const value = readPath(path, bindings, input(bindings));
    if (typeof value === "number" && value >= 0 && value <= 100) return value;
    throw notA("float", path, field, value);
  });

const shown = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

const notA = (type: string, { text }: Path, field: string, value: unknown) =>
  new PathError(`The ${field} field refers to value "${shown(value)}" which is not a valid ${type}: ${text}`);

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html */
const LONGEST_WAIT = 99_999_999;

export const secondsAt = (path: Path, input: Of): Template =>
  dynamic((bindings) => {
    const value = path.find(bindings, input(bindings))?.value;
    if (value === undefined || value === null)
      throw new PathError(`The SecondsPath parameter does not reference an input value: ${path.text}`);
    if (!Number.isInteger(value))
      throw new PathError(
        `The SecondsPath parameter cannot be parsed as a long value: ${path.text} == ${shown(value)}`,
      );
    if ((value as number) < 0)
      throw new PathError(`The SecondsPath parameter references a negative value: ${path.text} == ${value}`);
    if ((value as number) > LONGEST_WAIT)
      throw new PathError(
        `The SecondsPath parameter references a value of more than ${LONGEST_WAIT}: ${path.text} == ${value}`,
      );
    return value;
  });

export const timestampAt = (path: Path, input: Of): Template =>
  dynamic((bindings) => {
    const value = path.find(bindings, input(bindings))?.value;
    if (value === undefined)
      throw new PathError(`The TimestampPath parameter does not reference an input value: ${path.text}`);
    if (typeof value === "string" && parseTimestamp(value) !== undefined) return value;
    throw new PathError(
      `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${path.text} == ${shown(value)}`,
    );
  });

/** The items of a Map. */
export const itemsAt = (path: Path | undefined, input: Of): Template =>
  dynamic((bindings) => {
    const data = input(bindings);
    const found = path ? path.find(bindings, data) : { value: data };
    if (!found)
      throw new PathError(
        `Unable to apply step "${path?.steps.at(-1)}" to input ${JSON.stringify(path?.root(bindings, data))}`,
        "States.ReferencePathConflict",
      );
    if (Array.isArray(found.value)) return found.value;
    throw new PathError(`Reference path "${path?.text ?? "$"}" must point to array.`);
  });
