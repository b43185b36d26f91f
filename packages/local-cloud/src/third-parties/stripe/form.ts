import type { z } from "zod";
import { valueAt } from "../../core/values.ts";
import { invalidRequest } from "./errors.ts";

type FormValue = string | FormValue[] | { [name: string]: FormValue };

// Far above what a request of this API has; each costs time in proportion to those before it.
const MOST_PARAMETERS = 1_000;
const DEEPEST = 32;

/** `a[b]=1&c[0]=2` -> `{a: {b: "1"}, c: ["2"]}`: how Stripe writes nested parameters. */
export const decodeForm = (text: string): Record<string, FormValue> => {
  const root: Record<string, FormValue> = Object.create(null);
  const given = new URLSearchParams(text);
  if (given.size > MOST_PARAMETERS)
    throw invalidRequest(`A request has at most ${MOST_PARAMETERS} parameters.`);
  for (const [name, value] of given) {
    const path = name.split(/[[\]]+/).filter((part, index) => part !== "" || index === 0);
    if (path.length > DEEPEST)
      throw invalidRequest(`Parameters are nested at most ${DEEPEST} deep.`, { param: name.slice(0, 100) });
    if (name.endsWith("[]")) path.push(name);
    let parent: Record<string, FormValue> = root;
    for (const part of path.slice(0, -1)) {
      const child = parent[part];
      const next: Record<string, FormValue> =
        typeof child === "object" && !Array.isArray(child) ? child : Object.create(null);
      parent[part] = next;
      parent = next;
    }
    const last = path.at(-1)!;
    parent[last.endsWith("[]") ? String(Object.keys(parent).length) : last] = value;
  }
  return Object.fromEntries(Object.entries(root).map(([name, value]) => [name, toLists(value)]));
};

const toLists = (value: FormValue): FormValue => {
  if (typeof value === "string" || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([name, child]): [string, FormValue] => [name, toLists(child)]);
  const isList = entries.length > 0 && entries.every(([name], index) => name === String(index));
  return isList ? entries.map(([, child]) => child) : Object.fromEntries(entries);
};

const paramName = (path: readonly PropertyKey[]): string =>
  path.map((part, index) => (index === 0 ? String(part) : `[${String(part)}]`)).join("");

/** Parameters as `schema` describes them; anything else is the error Stripe gives, naming the parameter. */
export const parseParams = <Schema extends z.ZodType>(schema: Schema, params: unknown): z.output<Schema> => {
  const result = schema.safeParse(params);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  if (issue.code === "unrecognized_keys") {
    const param = paramName([...issue.path, issue.keys[0]!]);
    throw invalidRequest(
      `Received unknown parameter: ${param} (or one that this stand-in for Stripe does not implement)`,
      { code: "parameter_unknown", param },
    );
  }
  const param = paramName(issue.path);
  if (issue.code === "invalid_type" && valueAt(params, issue.path) === undefined)
    throw invalidRequest(`Missing required param: ${param}.`, { code: "parameter_missing", param });
  throw invalidRequest(issue.message, {
    code: issue.message.startsWith("Invalid integer") ? "parameter_invalid_integer" : undefined,
    param,
  });
};
