import type { JsonSchema } from "@sourdough/events-schema";
import { suggest } from "./finding.ts";

/** What a path comes to: schemas the value may have, or why there is none. */
export type Found =
  | { readonly schemas: readonly JsonSchema[]; readonly optional: boolean }
  | { readonly rule: string; readonly remedy: string };

const unfolded = (schema: JsonSchema): readonly JsonSchema[] => {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.flatMap(unfolded);
  return schema.type === "array" && schema.items ? unfolded(schema.items) : [schema];
};

/** Follows names through objects, and through the elements of lists. `owner` is what messages call the whole. */
export const findPath = (schema: JsonSchema, path: readonly string[], owner: string): Found => {
  let schemas = unfolded(schema);
  let optional = false;
  for (const [index, name] of path.entries()) {
    const inner: JsonSchema[] = [];
    for (const each of schemas) {
      const field = each.properties?.[name] ?? othersOf(each);
      if (field) inner.push(...unfolded(field));
      optional ||= !each.required?.includes(name);
    }
    if (inner.length === 0) {
      const place = [...path.slice(0, index)].join(".");
      const fields = schemas.flatMap(({ properties = {} }) => Object.keys(properties));
      return {
        rule: `${place ? `${place} of ${owner}` : owner} has ${fields.join(", ") || "no fields"}.`,
        remedy: suggest(name, fields),
      };
    }
    schemas = inner;
  }
  return { schemas, optional };
};

const othersOf = ({ type, additionalProperties }: JsonSchema): JsonSchema | undefined => {
  if (additionalProperties === true) return {};
  if (additionalProperties) return additionalProperties;
  return type === undefined ? {} : undefined;
};

const step = /\.([A-Za-z0-9_\-/@: ]+)|\['([^']*)'\]|\["([^"]*)"\]/g;

/** Names in a JSONPath: `$.detail.lines[0].sku` has detail, lines and sku. */
export const namesIn = (path: string): string[] =>
  [...path.matchAll(step)].map(([, dotted, single, double]) => dotted ?? single ?? double!);
