import {
  any,
  boolean,
  elementOf,
  type FunctionShape,
  jsonText,
  list,
  literal,
  members,
  nothing,
  number,
  type ObjectShape,
  type Shape,
  text,
  union,
  without,
} from "../shape.ts";

type Builtin = (args: readonly Shape[]) => Shape;

/** What a function makes of a first argument that may be nothing: nothing, as most of JSONata's do. */
const passing =
  (result: (value: Shape, rest: readonly Shape[]) => Shape): Builtin =>
  ([value = nothing, ...rest]) => {
    const some = without(value, "nothing");
    const none = members(value).filter(({ kind }) => kind === "nothing");
    return union([...none, ...(some ? [result(some, rest)] : [])]);
  };

const gives = (shape: Shape): Builtin => passing(() => shape);
const always =
  (shape: Shape): Builtin =>
  () =>
    shape;

const callOf = (shape: Shape | undefined): FunctionShape["call"] =>
  shape?.kind === "function" ? shape.call : () => any;

const merge = (objects: Shape): Shape => {
  const parts = objects.kind === "list" ? [objects.items] : [objects];
  return parts.length === 1 && parts[0]!.kind === "object" ? { ...parts[0]!, name: parts[0]!.name } : any;
};

/** `$merge` of objects that are known one by one. */
export const mergeObjects = (shapes: readonly Shape[]): Shape => {
  let merged: Shape[] = [{ kind: "object", name: "the merged object", fields: {} } satisfies ObjectShape];
  for (const shape of shapes) {
    const options = members(shape).filter(({ kind }) => kind !== "nothing");
    if (options.some(({ kind }) => kind !== "object")) return any;
    if (options.length === 0) continue;
    merged = merged.flatMap((left) =>
      options.map((right) => overlay(left as ObjectShape, right as ObjectShape)),
    );
  }
  return union(merged);
};

const overlay = (left: ObjectShape, right: ObjectShape): ObjectShape => {
  const fields = { ...left.fields };
  for (const [name, field] of Object.entries(right.fields)) {
    const before = fields[name];
    fields[name] =
      field.optional && before
        ? { shape: union([before.shape, field.shape]), optional: before.optional }
        : field;
  }
  const rest = left.rest && right.rest ? union([left.rest, right.rest]) : (left.rest ?? right.rest);
  return { ...left, fields, ...(rest && { rest }) };
};

const lookup: Builtin = ([where = nothing, key = nothing]) =>
  union(
    members(elementOf(where)).map((member) => {
      if (member.kind !== "object") return any;
      if (key.kind === "literal") {
        const field = member.fields[String(key.value)];
        if (!field) return member.rest ? union([member.rest, nothing]) : nothing;
        return field.optional ? union([field.shape, nothing]) : field.shape;
      }
      const values = Object.values(member.fields).map(({ shape }) => shape);
      return union([...values, ...(member.rest ? [member.rest] : []), nothing]);
    }),
  );

const same = passing((value) => list(elementOf(value)));

/** Functions of JSONata and those Step Functions adds, by what they make of shapes. */
export const builtins: Readonly<Record<string, Builtin>> = {
  ...Object.fromEntries(
    "substring substringBefore substringAfter lowercase uppercase trim pad replace join base64encode base64decode \
encodeUrlComponent encodeUrl decodeUrlComponent decodeUrl formatNumber formatBase formatInteger fromMillis hash type"
      .split(/\s+/)
      .map((name) => [name, gives(text)]),
  ),
  ...Object.fromEntries(
    "number parseInteger abs floor ceil round power sqrt length sum max min average toMillis"
      .split(" ")
      .map((name) => [name, gives(number)]),
  ),
  now: always(text),
  uuid: always(text),
  millis: always(number),
  random: always(number),
  count: always(number),
  exists: ([value = nothing]) => {
    const kinds = members(value).map(({ kind }) => kind);
    if (kinds.every((kind) => kind === "nothing")) return literal(false);
    return kinds.some((kind) => kind === "nothing" || kind === "any" || kind === "list")
      ? boolean
      : literal(true);
  },
  boolean: gives(boolean),
  not: ([value = nothing]) =>
    value.kind === "literal" && typeof value.value === "boolean" ? literal(!value.value) : boolean,
  contains: gives(boolean),
  string: passing((value) =>
    union(
      members(value).map((member) => {
        if (member.kind === "text") return member;
        return member.kind === "literal" && typeof member.value === "string" ? member : jsonText(member);
      }),
    ),
  ),
  parse: passing((value) =>
    union(members(value).map((member) => (member.kind === "text" && member.json ? member.json : any))),
  ),
  split: gives(list(text)),
  match: gives(any),
  append: ([left = nothing, right = nothing]) => {
    const items = without(union([elementOf(left), elementOf(right)]), "nothing");
    return items ? list(items) : nothing;
  },
  merge: passing(merge),
  lookup,
  distinct: same,
  reverse: same,
  shuffle: same,
  sort: same,
  filter: passing((value, [test]) => {
    callOf(test)([elementOf(value), number, list(elementOf(value))]);
    return union([list(elementOf(value)), nothing]);
  }),
  map: passing((value, [each]) => list(callOf(each)([elementOf(value), number, list(elementOf(value))]))),
  single: passing((value) => elementOf(value)),
  reduce: passing((value, [step]) => {
    callOf(step)([any, elementOf(value), number, any]);
    return any;
  }),
  each: passing(() => list(any)),
  sift: passing(() => any),
  zip: always(list(list(any))),
  keys: gives(union([list(text), nothing])),
  values: passing(() => list(any)),
  spread: passing(() => list(any)),
  partition: passing((value) => list(list(elementOf(value)))),
  range: always(list(number)),
  assert: always(nothing),
  error: always(nothing),
  clone: passing((value) => value),
};
