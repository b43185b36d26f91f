import { type EventContract, eventJsonSchema, type JsonSchema } from "@sourdough/events-schema";
import {
  any,
  boolean,
  type Field,
  list,
  literal,
  number,
  type Origin,
  type Shape,
  text,
  union,
} from "./shape.ts";

/** `OrderConfirmed v1` */
export const titleOf = ({ name, version }: Pick<EventContract, "name" | "version">): string =>
  `${name} v${version}`;

/** What a JSON Schema takes, as a shape. `name` is what messages call it. */
export const shapeOf = (schema: JsonSchema, name: string, origin?: Origin): Shape => {
  const from = origin && { origin };
  if (schema.const !== undefined) return { kind: "literal", value: schema.const, ...from };
  if (schema.enum) return union(schema.enum.map((value) => ({ kind: "literal", value, ...from })));
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return union(choices.map((choice) => shapeOf(choice, name, origin)));
  switch (schema.type) {
    case "string":
      return text;
    case "integer":
    case "number":
      return number;
    case "boolean":
      return boolean;
    case "null":
      return literal(null);
    case "array":
      return list(schema.items ? shapeOf(schema.items, `${name}[]`, origin) : any);
    case "object": {
      const { properties = {}, required = [], additionalProperties } = schema;
      const fields: Record<string, Field> = {};
      for (const [field, inner] of Object.entries(properties)) {
        const path = origin && { ...origin, path: `${origin.path}.${field}` };
        fields[field] = {
          shape: shapeOf(inner, `${name}.${field}`, path),
          optional: !required.includes(field),
        };
      }
      const rest =
        additionalProperties === true
          ? any
          : additionalProperties && shapeOf(additionalProperties, `${name}.*`);
      return { kind: "object", name, fields, ...(rest && { rest }), ...from };
    }
    default:
      return any;
  }
};

/** An event as rules and their targets see it. */
export const eventShape = (event: EventContract): Shape => {
  let shape = known.get(event);
  if (!shape) {
    shape = makeShape(event);
    known.set(event, shape);
  }
  return shape;
};

const known = new WeakMap<EventContract, Shape>();

const makeShape = (event: EventContract): Shape => {
  const title = titleOf(event);
  const top = (shape: Shape): Field => ({ shape, optional: false });
  const named = (value: string, path: string): Field =>
    top({ kind: "literal", value, origin: { event: title, path } });
  const schema = eventJsonSchema(event);
  const part = (name: string) =>
    top(shapeOf(schema.properties?.[name] ?? {}, `detail.${name}`, { event: title, path: name }));
  return {
    kind: "object",
    name: "the event",
    origin: { event: title, path: "" },
    fields: {
      version: top(text),
      id: top(text),
      "detail-type": named(event.name, "detail-type"),
      source: named(event.source, "source"),
      account: top(text),
      time: top(text),
      region: top(text),
      resources: top(list(text)),
      detail: top({
        kind: "object",
        name: "detail",
        origin: { event: title, path: "" },
        fields: { metadata: part("metadata"), data: part("data") },
      }),
    },
  };
};
