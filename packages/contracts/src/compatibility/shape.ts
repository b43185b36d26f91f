import type { JsonSchema } from "@sourdough/events-schema";

/** A value that is exactly itself: a constant, one of an enum, true, null. */
export type Literal = string | number | boolean | null;

export interface Text {
  kind: "text";
  minLength: number;
  maxLength: number;
  patterns: string[];
  /** Formats that no pattern spells out. */
  formats: string[];
}

export interface Range {
  kind: "number";
  min: number;
  /** Whether `min` itself is left out. */
  minOpen: boolean;
  max: number;
  maxOpen: boolean;
  /** 1 for integers, 0 for any. */
  multipleOf: number;
}

export interface List {
  kind: "list";
  first: Shape[];
  rest: Shape;
  minItems: number;
  maxItems: number;
}

export interface Field {
  shape: Shape;
  required: boolean;
}

export interface Fields {
  kind: "object";
  fields: ReadonlyMap<string, Field>;
  /** Of the fields that are not in `fields`. */
  others: Shape;
  /** Of the names of all fields; undefined is any. */
  names: Shape | undefined;
}

/** One of the kinds of values that a schema allows. */
export type Kind = { kind: "any" } | { kind: "literal"; value: Literal } | Text | Range | List | Fields;

/** What a schema allows, as alternatives; none is nothing at all. */
export type Shape = readonly Kind[];

/**
 * `taken`: every value the schema takes. `sent`: those of them that a publisher sends, which fills in defaults and
 * leaves out what an object says nothing about.
 */
type Side = "taken" | "sent";

const anything: Shape = [{ kind: "any" }];

const literals = (values: readonly Literal[]): Shape => values.map((value) => ({ kind: "literal", value }));

function text(schema: JsonSchema): Text {
  const patterns = [schema.pattern, ...(schema.allOf ?? []).map(({ pattern }) => pattern)];
  const spelledOut = patterns.filter((pattern) => pattern !== undefined);
  return {
    kind: "text",
    minLength: schema.minLength ?? 0,
    maxLength: schema.maxLength ?? Number.POSITIVE_INFINITY,
    patterns: spelledOut,
    formats: schema.format && spelledOut.length === 0 ? [schema.format] : [],
  };
}

function range(schema: JsonSchema, multipleOf: number): Range {
  const { minimum = -Infinity, maximum = Infinity } = schema;
  const { exclusiveMinimum = -Infinity, exclusiveMaximum = Infinity } = schema;
  return {
    kind: "number",
    min: Math.max(minimum, exclusiveMinimum),
    minOpen: exclusiveMinimum >= minimum && exclusiveMinimum !== -Infinity,
    max: Math.min(maximum, exclusiveMaximum),
    maxOpen: exclusiveMaximum <= maximum && exclusiveMaximum !== Infinity,
    multipleOf,
  };
}

/** On a grid, a bound is the first value within: an integer above 0 is one from 1. */
function grid(schema: JsonSchema, step: number): Range {
  const open = range(schema, step);
  if (!Number.isInteger(step)) return open;
  const min = open.minOpen ? Math.floor(open.min / step) + 1 : Math.ceil(open.min / step);
  const max = open.maxOpen ? Math.ceil(open.max / step) - 1 : Math.floor(open.max / step);
  return { ...open, min: min * step, minOpen: false, max: max * step, maxOpen: false };
}

function list(schema: JsonSchema, side: Side): List {
  const first = (schema.prefixItems ?? []).map((item) => readShape(item, side));
  const rest =
    schema.items === false ? [] : schema.items === undefined ? anything : readShape(schema.items, side);
  const maxItems = Math.min(
    schema.maxItems ?? Number.POSITIVE_INFINITY,
    rest.length ? Infinity : first.length,
  );
  return { kind: "list", first, rest, minItems: schema.minItems ?? 0, maxItems };
}

function object(schema: JsonSchema, side: Side): Fields {
  const { properties = {}, required = [], additionalProperties } = schema;
  const unsaid = side === "taken" ? anything : [];
  const others =
    additionalProperties === undefined
      ? unsaid
      : typeof additionalProperties === "boolean"
        ? additionalProperties
          ? anything
          : []
        : readShape(additionalProperties, side);
  const fields = new Map<string, Field>();
  for (const [name, field] of Object.entries(properties)) {
    const filledIn = side === "sent" && field.default !== undefined;
    fields.set(name, { shape: readShape(field, side), required: filledIn || required.includes(name) });
  }
  for (const name of required) if (!fields.has(name)) fields.set(name, { shape: others, required: true });
  return {
    kind: "object",
    fields,
    others,
    names: schema.propertyNames && readShape(schema.propertyNames, side),
  };
}

/** What a schema allows. */
export function readShape(schema: JsonSchema, side: Side): Shape {
  if (schema.not) return [];
  if (schema.const !== undefined) return literals([schema.const]);
  if (schema.enum) return literals(schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.flatMap((choice) => readShape(choice, side));
  const { type } = schema;
  if (Array.isArray(type)) return type.flatMap((one) => readShape({ ...schema, type: one }, side));
  switch (type) {
    case "string":
      return [text(schema)];
    case "integer":
      return [grid(schema, schema.multipleOf ?? 1)];
    case "number":
      return [schema.multipleOf === undefined ? range(schema, 0) : grid(schema, schema.multipleOf)];
    case "boolean":
      return literals([true, false]);
    case "null":
      return literals([null]);
    case "array":
      return [list(schema, side)];
    case "object":
      return [object(schema, side)];
    case undefined:
      return anything;
  }
}
