import * as fc from "fast-check";
import type { EventContract } from "../event.ts";
import { type JsonSchema, toJsonSchema } from "../json-schema.ts";

type Values = fc.Arbitrary<unknown>;

/** What is bounded is tried up to its bound, where limits break; what is not stays small. */
const sizeWithin = (bound: number | undefined) =>
  bound !== undefined && bound <= 2048 ? { size: "max" as const } : {};

/** Whether a pattern has a bound of its own: anchored, and neither `*`, `+` nor `{2,}`. */
const isBounded = (pattern: string) =>
  pattern.startsWith("^") && pattern.endsWith("$") && !/[*+]|\{\d+,\}/.test(pattern);

const isNever = (schema: JsonSchema) => schema.not !== undefined;

function text(schema: JsonSchema): fc.Arbitrary<string> {
  const { minLength = 0, maxLength } = schema;
  const patterns = [schema.pattern, ...(schema.allOf ?? []).map(({ pattern }) => pattern)].filter(
    (pattern) => pattern !== undefined,
  );
  const fits = (value: string) =>
    value.length >= minLength &&
    value.length <= (maxLength ?? Number.POSITIVE_INFINITY) &&
    patterns.every((pattern) => new RegExp(pattern).test(value));

  const [pattern] = patterns;
  if (pattern !== undefined) {
    const size = isBounded(pattern) ? sizeWithin(0) : {};
    return fc.stringMatching(new RegExp(pattern), size).filter(fits);
  }
  if (schema.format === "uri") return fc.webUrl().filter(fits);
  if (schema.format) throw new Error(`no values are known for the format ${schema.format}`);
  const longest = maxLength === undefined ? {} : { maxLength };
  const bounds = { minLength, ...longest, ...sizeWithin(maxLength) };
  return fc.oneof(fc.string(bounds), fc.string({ ...bounds, unit: "binary" }).filter(fits));
}

function whole(schema: JsonSchema): fc.Arbitrary<number> {
  const above = schema.exclusiveMinimum === undefined ? -Infinity : Math.floor(schema.exclusiveMinimum) + 1;
  const below = schema.exclusiveMaximum === undefined ? Infinity : Math.ceil(schema.exclusiveMaximum) - 1;
  const step = schema.multipleOf ?? 1;
  const min = Math.max(Math.ceil(schema.minimum ?? -Infinity), above, Number.MIN_SAFE_INTEGER);
  const max = Math.min(Math.floor(schema.maximum ?? Infinity), below, Number.MAX_SAFE_INTEGER);
  return fc
    .integer({ min: Math.ceil(min / step), max: Math.floor(max / step) })
    .map((steps) => steps * step || 0);
}

function real(schema: JsonSchema): fc.Arbitrary<number> {
  const { multipleOf, minimum = -Infinity, maximum = Infinity } = schema;
  const { exclusiveMinimum = -Infinity, exclusiveMaximum = Infinity } = schema;
  const min = Math.max(minimum, exclusiveMinimum);
  const max = Math.min(maximum, exclusiveMaximum);
  const fits = (value: number) => value > exclusiveMinimum && value < exclusiveMaximum;
  if (multipleOf !== undefined) {
    const range = { min: Math.ceil(min / multipleOf), max: Math.floor(max / multipleOf) };
    return fc
      .integer({ min: Math.max(range.min, -1e9), max: Math.min(range.max, 1e9) })
      .map((steps) => steps * multipleOf || 0)
      .filter(fits);
  }
  const real = fc.double({ min, max, noNaN: true, noDefaultInfinity: true });
  // The edges themselves come up too rarely among all doubles.
  const edges = [min, max].filter((edge) => Number.isFinite(edge));
  return fc
    .oneof(real, ...edges.map((edge) => fc.constant(edge)))
    .map((value) => value || 0)
    .filter(fits);
}

/** Fields that an object says nothing about, but lets through. */
function otherFields(schema: JsonSchema, others: JsonSchema, names: readonly string[]): Values {
  const { properties = {}, required = [], propertyNames } = schema;
  const value = arbitrary(others, names);
  const requiredKeys = required.filter((name) => !(name in properties));
  const choices = propertyNames?.enum?.map(String) ?? requiredKeys;
  const chosen = fc.record(Object.fromEntries(choices.map((name) => [name, value])), { requiredKeys });
  if (propertyNames?.enum) return chosen;
  const anyName = propertyNames
    ? text(propertyNames)
    : fc.oneof(fc.string(), ...names.map((name) => fc.constant(name)));
  const free = anyName.filter((name) => !(name in properties) && name !== "__proto__");
  return fc
    .tuple(fc.dictionary(free, value, { maxKeys: 5 }), chosen)
    .map(([extra, fields]) => ({ ...extra, ...fields }));
}

function object(schema: JsonSchema, names: readonly string[]): Values {
  const { properties = {}, required = [], additionalProperties } = schema;
  const known = Object.entries(properties).filter(([, field]) => !isNever(field));
  const always = known.filter(([name, field]) => required.includes(name) || field.default !== undefined);
  const fields = fc.record(
    Object.fromEntries(known.map(([name, field]) => [name, arbitrary(field, names)])),
    { requiredKeys: always.map(([name]) => name) },
  );
  if (!additionalProperties) return fields;
  const others = additionalProperties === true ? {} : additionalProperties;
  return fc
    .tuple(otherFields(schema, others, names), fields)
    .map(([extra, own]) => Object.assign({}, extra, own));
}

function list(schema: JsonSchema, names: readonly string[]): Values {
  const { prefixItems, items, minItems = 0, maxItems } = schema;
  const first = fc.tuple(...(prefixItems ?? []).map((item) => arbitrary(item, names)));
  if (items === false || (prefixItems && items === undefined)) return first;
  const taken = prefixItems?.length ?? 0;
  const longest = maxItems === undefined ? {} : { maxLength: maxItems - taken };
  const rest = fc.array(items ? arbitrary(items, names) : fc.jsonValue(), {
    minLength: Math.max(minItems - taken, 0),
    ...longest,
    ...sizeWithin(maxItems),
  });
  return fc.tuple(first, rest).map(([start, end]) => [...start, ...end]);
}

/**
 * Values as a publisher with this schema sends them: defaults filled in, and of an object that says nothing about
 * other fields only those it knows. `names` are tried as names of fields where a schema lets any name through.
 */
export function arbitrary(schema: JsonSchema, names: readonly string[] = []): Values {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices)
    return fc.oneof(...choices.filter((choice) => !isNever(choice)).map((one) => arbitrary(one, names)));
  const { type } = schema;
  if (Array.isArray(type)) return fc.oneof(...type.map((one) => arbitrary({ ...schema, type: one }, names)));
  switch (type) {
    case "string":
      return text(schema);
    case "integer":
      return whole(schema);
    case "number":
      return real(schema);
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array":
      return list(schema, names);
    case "object":
      return object(schema, names);
    case undefined:
      return fc.jsonValue();
  }
}

/** What a publisher can send as `data` of an event: everything the contract allows, at its limits more often. */
export const arbitraryData = (event: EventContract): Values => arbitrary(toJsonSchema(event.data));
