import * as schemas from "@sourdough/events-schema";
import { deepest, type EventContract, eventJsonSchema, type JsonSchema } from "@sourdough/events-schema";
import { arbitrary } from "@sourdough/events-schema/testing";
import * as fc from "fast-check";
import { titleOf } from "./event-schema.ts";

/** An event as the bus delivers it. */
export interface BusEvent {
  readonly source: string;
  readonly "detail-type": string;
  readonly detail: { readonly metadata: Record<string, unknown>; readonly data: Record<string, unknown> };
  readonly [field: string]: unknown;
}

/** A value a proof is tried on. */
export interface Sample<Value = BusEvent> {
  /** `example 1`, `with a quote in its texts`. */
  readonly note: string;
  readonly value: Value;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

type Change = (schema: JsonSchema, value: unknown, path: string, required: boolean) => unknown;

/** Rebuilds a value along its schema; a change that gives undefined leaves a field out. */
const rebuild = (schema: JsonSchema, value: unknown, change: Change, path = "", required = true): unknown => {
  const changed = change(schema, value, path, required);
  if (Array.isArray(changed) && schema.items)
    return changed.map((item: unknown) => rebuild(schema.items as JsonSchema, item, change, path));
  if (!isRecord(changed) || !schema.properties) return changed;
  const fields = Object.entries(schema.properties).map(([name, field]) => [
    name,
    rebuild(
      field,
      changed[name],
      change,
      path === "" ? name : `${path}.${name}`,
      schema.required?.includes(name) ?? false,
    ),
  ]);
  return Object.fromEntries(fields.filter(([, field]) => field !== undefined));
};

const ulid = "01JD7Q2Z8M4V6T0K9X3C5B7N1B";
const metadata = {
  eventId: `evt-${ulid}`,
  occurredAt: "2026-11-23T07:30:00.000Z",
  correlationId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
  causationId: "req-1",
  traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  sequence: 1,
};

const textsIn = (value: unknown): string[] => {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
};

/** Texts of the examples: among them is one for nearly every pattern, at a hundredth of what generating one costs. */
const examples: readonly string[] = Object.values(schemas as Record<string, unknown>).flatMap((value) =>
  isRecord(value) && Array.isArray(value.examples) ? textsIn(value.examples) : [],
);

const generated = new Map<string, unknown>();

/** Some value of a schema, always the same. */
const someValue = (schema: JsonSchema): unknown => {
  const key = JSON.stringify(schema);
  if (!generated.has(key)) generated.set(key, makeValue(schema));
  return generated.get(key);
};

const makeValue = (schema: JsonSchema): unknown => {
  const { minimum = 1, maximum = Number.POSITIVE_INFINITY } = schema;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  switch (schema.type) {
    case "string": {
      const text = [...examples, ...textsIn(metadata), "some text"].find((each) => fits(schema, each));
      return text ?? fc.sample(arbitrary(schema), { numRuns: 1, seed: 1 })[0];
    }
    case "integer":
      return Math.min(Math.max(1, minimum), maximum);
    case "boolean":
      return true;
    case "array":
      return schema.items ? [someValue(schema.items)] : [];
    case "object":
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, field]) => [name, someValue(field)]),
      );
    default:
      return fc.sample(arbitrary(schema), { numRuns: 1, seed: 1 })[0];
  }
};

const fits = (schema: JsonSchema, text: string): boolean =>
  text.length >= (schema.minLength ?? 0) &&
  text.length <= (schema.maxLength ?? Number.POSITIVE_INFINITY) &&
  [schema.pattern, ...(schema.allOf ?? []).map(({ pattern }) => pattern)].every(
    (pattern) => pattern === undefined || new RegExp(pattern).test(text),
  );

/** What breaks templates that do not escape, and channels that take letters, digits and hyphens within only. */
const troubles = [
  { note: "a quote", text: '"' },
  { note: "a backslash", text: "\\" },
  { note: "a line break", text: "\n" },
  { note: "an apostrophe", text: "'" },
  { note: "markup", text: "<b>&" },
  { note: "an emoji", text: "🥐" },
  { note: "a leading hyphen", text: "-", at: "start" },
  { note: "a trailing hyphen", text: "-", at: "end" },
] as const;

/** The text with the trouble in it, if the schema allows it anywhere. */
const troubled = (
  schema: JsonSchema,
  given: string,
  { text, ...rest }: (typeof troubles)[number],
): string => {
  const at = "at" in rest ? rest.at : undefined;
  const middle = Math.floor(given.length / 2);
  const candidates = {
    start: [text + given, text + given.slice(text.length)],
    end: [given + text, given.slice(0, -text.length) + text],
    middle: [
      given.slice(0, middle) + text + given.slice(middle),
      text + given,
      given + text,
      given.slice(0, middle) + text + given.slice(middle + text.length),
    ],
  }[at ?? "middle"];
  return candidates.find((candidate) => fits(schema, candidate)) ?? given;
};

/** Values of a schema that differ in what tends to be forgotten; `base` is one of them. */
export const variantsOf = (schema: JsonSchema, base: unknown): Sample<unknown>[] => {
  const full = rebuild(schema, base, (field, value) => (value === undefined ? someValue(field) : value));
  const bare = rebuild(schema, base, (_, value, __, required) => (required ? value : undefined));
  const variants: Sample<unknown>[] = [
    { note: "with every optional field", value: full },
    { note: "without its optional fields", value: bare },
  ];
  for (const edge of ["minimum", "maximum"] as const) {
    const least = (field: JsonSchema, inner: unknown) =>
      typeof inner === "number" && field.const === undefined ? (field[edge] ?? inner) : inner;
    variants.push({ note: `with its numbers at their ${edge}`, value: rebuild(schema, full, least) });
  }
  const bases = JSON.stringify(full) === JSON.stringify(bare) ? [full] : [full, bare];
  for (const [index, start] of bases.entries())
    for (const trouble of troubles) {
      let changes = 0;
      const value = rebuild(schema, start, (field, inner) => {
        if (typeof inner !== "string" || field.enum || field.const !== undefined || field.format)
          return inner;
        const text = troubled(field, inner, trouble);
        if (text !== inner) changes++;
        return text;
      });
      const without = index === 0 ? "" : " and without its optional fields";
      if (changes > 0) variants.push({ note: `with ${trouble.note} in its texts${without}`, value });
    }
  const choices = new Map<string, readonly unknown[]>();
  rebuild(schema, full, (field, inner, path) => {
    const values = field.enum ?? (field.type === "boolean" ? [true, false] : undefined);
    if (values) choices.set(path, values);
    return inner;
  });
  for (const [path, values] of choices)
    for (const value of values)
      variants.push({
        note: `with ${path} ${JSON.stringify(value)}`,
        value: rebuild(schema, full, (_, inner, at) => (at === path ? value : inner)),
      });
  return variants;
};

/** The value with each of the texts in each field that may have any text. */
export const withTexts = (schema: JsonSchema, base: unknown, texts: readonly string[]): Sample<unknown>[] => {
  const free = new Map<string, JsonSchema>();
  rebuild(schema, base, (field, inner, path) => {
    if (typeof inner === "string" && !field.enum && field.const === undefined) free.set(path, field);
    return inner;
  });
  return [...free].flatMap(([path, field]) =>
    texts
      .filter((text) => fits(field, text))
      .map((text) => ({
        note: `with ${path} ${JSON.stringify(text)}`,
        value: rebuild(schema, base, (_, inner, at) => (at === path ? text : inner)),
      })),
  );
};

const onBus = ({ source, name }: EventContract, detail: unknown): BusEvent => ({
  version: "0",
  id: "17793124-05d4-b198-2fde-7ededc63b103",
  "detail-type": name,
  source,
  account: "000000000000",
  time: "2026-11-23T07:30:00Z",
  region: "eu-west-1",
  resources: [],
  detail: detail as BusEvent["detail"],
});

/**
 * The contract of events that consumers take and may answer: what leads on from the deepest is not for them, so an event
 * stands for all that are less deep.
 */
const shallow = (schema: JsonSchema): JsonSchema => {
  const { metadata } = schema.properties ?? {};
  const depth = metadata?.properties?.depth;
  if (!depth) return schema;
  const bounded = {
    ...metadata,
    properties: { ...metadata.properties, depth: { ...depth, maximum: deepest - 1 } },
  };
  return { ...schema, properties: { ...schema.properties, metadata: bounded } };
};

const known = new WeakMap<EventContract, Sample[]>();

/** The examples of a contract and what else it allows, as events on the bus. */
export const samplesOf = (event: EventContract): Sample[] => {
  const before = known.get(event);
  if (before) return before;
  const examples = event.examples.map((data, index) => ({
    note: `example ${index + 1}`,
    value: { metadata: { ...metadata, version: event.version }, data },
  }));
  const schema = shallow(eventJsonSchema(event));
  const all: Sample<unknown>[] = [...examples, ...variantsOf(schema, examples[0]?.value)];
  const samples = all
    .filter(({ value }) => event.detail.safeParse(value).success)
    .map(({ note, value }) => ({ note: `${titleOf(event)}, ${note}`, value: onBus(event, value) }));
  known.set(event, samples);
  return samples;
};
