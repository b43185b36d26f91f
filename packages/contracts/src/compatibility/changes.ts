import { isDeepStrictEqual } from "node:util";
import type { JsonSchema } from "@sourdough/events-schema";
import { withoutAnnotations } from "../registry/registry.ts";
import { list, nameOf } from "./describe.ts";
import { gaps } from "./gaps.ts";
import { readShape, type Shape } from "./shape.ts";

/** A field that is not what it was. */
export interface Change {
  path: string;
  what: string;
}

/** Every field with what it may be, in words; members of a union together. */
function fieldsOf(shape: Shape, required: boolean, path = "", fields = new Map<string, string>()) {
  const names = new Set(shape.map(nameOf));
  if (path) fields.set(path, `${required ? "" : "optional, "}${list([...names])}`);
  for (const kind of shape) {
    if (kind.kind === "object")
      for (const [name, field] of kind.fields)
        fieldsOf(field.shape, field.required, path ? `${path}.${name}` : name, fields);
    if (kind.kind === "list") fieldsOf(kind.rest, true, `${path}[]`, fields);
  }
  return fields;
}

/** What changed between two versions of a schema, field by field. */
export function changesBetween(before: JsonSchema, after: JsonSchema): Change[] {
  const was = fieldsOf(readShape(before, "taken"), true);
  const is = fieldsOf(readShape(after, "taken"), true);
  const changes: Change[] = [];
  for (const [path, now] of is) {
    const then = was.get(path);
    if (then === undefined) changes.push({ path, what: `added: ${now}` });
    else if (then !== now) changes.push({ path, what: `was ${then}; is ${now}` });
  }
  for (const [path, then] of was) if (!is.has(path)) changes.push({ path, what: `removed; was ${then}` });
  return changes;
}

/** Whether two schemas allow the same values, sent and taken, however they are written. */
export const meansTheSame = (one: JsonSchema, other: JsonSchema): boolean =>
  isDeepStrictEqual(withoutAnnotations(one), withoutAnnotations(other)) ||
  (["taken", "sent"] as const).every((side) => {
    const [first, second] = [readShape(one, side), readShape(other, side)];
    return gaps(first, second).length === 0 && gaps(second, first).length === 0;
  });
