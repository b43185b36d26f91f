import { type EventContract, eventJsonSchema, type JsonSchema } from "@sourdough/events-schema";

/** `OrderConfirmed v1` */
export const titleOf = ({ name, version }: Pick<EventContract, "name" | "version">): string =>
  `${name} v${version}`;

const text: JsonSchema = { type: "string" };

/** An object that always has these fields and no others. */
export const objectSchema = (properties: Record<string, JsonSchema>): JsonSchema => ({
  type: "object",
  properties,
  required: Object.keys(properties),
});

/** A replay adds its name; nothing else has one. */
const withReplayName = (properties: Record<string, JsonSchema>): JsonSchema => {
  const schema = objectSchema(properties);
  return { ...schema, properties: { ...schema.properties, "replay-name": text } };
};

const known = new WeakMap<EventContract, JsonSchema>();

/** An event as rules and their targets see it. */
export const eventSchema = (event: EventContract): JsonSchema => {
  const schema =
    known.get(event) ??
    withReplayName({
      version: text,
      id: text,
      "detail-type": { const: event.name },
      source: { const: event.source },
      account: text,
      time: text,
      region: text,
      resources: { type: "array", items: text },
      detail: eventJsonSchema(event),
    });
  known.set(event, schema);
  return schema;
};
