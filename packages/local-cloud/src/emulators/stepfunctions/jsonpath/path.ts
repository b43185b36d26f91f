import { compileJayway } from "../../../templates/jayway.ts";
import { JsonPathError } from "../../../templates/json-path-error.ts";
import { PathError } from "../errors.ts";
import type { Bindings } from "../jsonata/expression.ts";

/** A path of a JSONPath state: of its data (`$`), of the context object (`$$`) or of a variable (`$name`). */
export interface Path {
  readonly text: string;
  readonly definite: boolean;
  /** Names and indexes of a definite path. */
  readonly steps: readonly (string | number)[];
  /** What it is about. */
  root(bindings: Bindings, data: unknown): unknown;
  /** Undefined where there is nothing; a list where the path may mean several places. */
  find(bindings: Bindings, data: unknown): { readonly value: unknown } | undefined;
}

const START = /^\$(?:(\$)|([\p{ID_Start}_][\p{ID_Continue}]*))?/u;

/** Throws JsonPathError. */
export const compilePath = (text: string): Path => {
  const start = START.exec(text);
  if (!start) throw new JsonPathError(`${JSON.stringify(text)} is no JSONPath: it does not begin with $.`);
  const [prefix, context, variable] = start;
  const { definite, steps, select } = compileJayway(`$${text.slice(prefix.length)}`);
  const root = (bindings: Bindings, data: unknown): unknown => {
    if (context) return (bindings.states as { context: unknown }).context;
    return variable === undefined ? data : bindings[variable];
  };
  return {
    text,
    definite,
    steps,
    root,
    find(bindings, data) {
      const from = root(bindings, data);
      if (from === undefined) return undefined;
      const values = select(from);
      if (!definite) return { value: values };
      return values.length > 0 ? { value: values[0] } : undefined;
    },
  };
};

/** A path that means one place, without `@ .. , : ? *`. Throws JsonPathError. */
export const compileReferencePath = (text: string): Path => {
  const path = compilePath(text);
  const unquoted = text.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g, "''");
  if (!path.definite || /[@,:?*()]|\.\./.test(unquoted))
    throw new JsonPathError(
      `${JSON.stringify(text)} is no Reference Path: it has to mean one place, without @ .. , : ? * and functions`,
    );
  return path;
};

const bracketed = (steps: readonly (string | number)[]): string =>
  `$${steps.map((step) => (typeof step === "number" ? `[${step}]` : `['${step}']`)).join("")}`;

/** What is there; fails as InputPath, OutputPath and their like do. */
export const readPath = (path: Path, bindings: Bindings, data: unknown): unknown => {
  const found = path.find(bindings, data);
  if (found) return found.value;
  const { steps, text } = path;
  let value = path.root(bindings, data);
  if (value === undefined) throw new PathError(`Invalid path '${text}' : the variable has no value here`);
  for (const [index, step] of steps.slice(0, -1).entries()) {
    value = memberOf(value, step);
    if (value === undefined)
      throw new PathError(
        `Invalid path '${text}' : Missing property in path ${bracketed(steps.slice(0, index + 1))}`,
      );
  }
  throw new PathError(`Invalid path '${text}' : No results for path: ${bracketed(steps)}`);
};

const memberOf = (value: unknown, step: string | number): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, step)
    ? (value as Record<string | number, unknown>)[step]
    : undefined;

/** What is there; fails as a member `field` of Parameters and of its like does. */
export const readField = (path: Path, field: string, bindings: Bindings, data: unknown): unknown => {
  const found = path.find(bindings, data);
  if (found) return found.value;
  throw new PathError(
    `The JSONPath '${path.text}' specified for the field '${field}' could not be found in the input '${JSON.stringify(path.root(bindings, data) ?? null)}'`,
  );
};
