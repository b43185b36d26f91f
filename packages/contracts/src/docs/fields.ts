import type { JsonSchema } from "@sourdough/events-schema";
import { list, nameOf } from "../compatibility/describe.ts";
import { readShape } from "../compatibility/shape.ts";

/** A field of an event, for people. */
export interface Field {
  /** `lines[].sku` */
  path: string;
  /** `text of up to 64 characters`, `"EUR" or "USD"` */
  values: string;
  required: boolean;
  personal: boolean;
  /** What it means, and in what unit. */
  description: string;
}

/** The fields of a schema, those of objects and lists below the object or list. */
export function fieldsOf(schema: JsonSchema, path = ""): Field[] {
  if (schema.items && typeof schema.items === "object") return fieldsOf(schema.items, `${path}[]`);
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const at = path ? `${path}.${name}` : name;
    return [
      {
        path: at,
        values: list([...new Set(readShape(field, "taken").map(nameOf))]),
        required: schema.required?.includes(name) ?? false,
        personal: field["x-personal"] === true,
        description: field.description ?? "",
      },
      ...fieldsOf(field, at),
    ];
  });
}
