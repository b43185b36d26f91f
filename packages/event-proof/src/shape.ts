/** A value that JSON has no inside for. */
export type Scalar = string | number | boolean | null;

/** Where in which event a value comes from: `customer.email` in the detail of `OrderConfirmed v1`. */
export interface Origin {
  readonly event: string;
  /** Below `detail`, with the fields of a list's elements right below the list: `data.lines.sku`. */
  readonly path: string;
}

export interface Field {
  readonly shape: Shape;
  readonly optional: boolean;
}

export interface ObjectShape {
  readonly kind: "object";
  readonly fields: Readonly<Record<string, Field>>;
  /** What other fields hold; without it there are no others. */
  readonly rest?: Shape;
  /** What a person calls it: `detail.data of OrderConfirmed v1`. */
  readonly name: string;
  readonly origin?: Origin;
}

export interface FunctionShape {
  readonly kind: "function";
  readonly call: (args: readonly Shape[]) => Shape;
}

/** What is known of a value before it is there. Whatever is not known is `any`, about which nothing is claimed. */
export type Shape =
  | { readonly kind: "any" }
  /** JSONata's nothing; `origin` is the optional field of an event that was not there. */
  | { readonly kind: "nothing"; readonly origin?: Origin }
  | { readonly kind: "literal"; readonly value: Scalar; readonly origin?: Origin }
  /** `json` is what the text is the JSON of. */
  | { readonly kind: "text"; readonly json?: Shape }
  | { readonly kind: "number" }
  | { readonly kind: "boolean" }
  | { readonly kind: "list"; readonly items: Shape }
  | ObjectShape
  | FunctionShape
  | { readonly kind: "union"; readonly of: readonly Shape[] };

export const any: Shape = { kind: "any" };
export const nothing: Shape = { kind: "nothing" };
export const text: Shape = { kind: "text" };
export const number: Shape = { kind: "number" };
export const boolean: Shape = { kind: "boolean" };
export const literal = (value: Scalar): Shape => ({ kind: "literal", value });
export const list = (items: Shape): Shape => ({ kind: "list", items });
export const jsonText = (json: Shape): Shape => ({ kind: "text", json });

/** An object with exactly these fields; a shape that may be nothing makes an optional one. */
export const object = (name: string, shapes: Readonly<Record<string, Shape>>, rest?: Shape): ObjectShape => {
  const fields: Record<string, Field> = {};
  for (const [field, shape] of Object.entries(shapes)) {
    const some = without(shape, "nothing");
    if (some) fields[field] = { shape: some, optional: some !== shape };
  }
  return { kind: "object", name, fields, ...(rest && { rest }) };
};

/** Beyond this many alternatives nothing is claimed any more, so that loops come to an end. */
const most = 16;

export const members = (shape: Shape): readonly Shape[] => (shape.kind === "union" ? shape.of : [shape]);

const keys = new WeakMap<Shape, number>();
const numbers = new Map<string, number>();

/** What a shape says, with its inner shapes by their keys: most of them are known from another shape. */
const wordsOf = (shape: Shape): string => {
  switch (shape.kind) {
    case "text":
      return shape.json ? `text ${keyOf(shape.json)}` : "text";
    case "list":
      return `list ${keyOf(shape.items)}`;
    case "union":
      return `union ${shape.of.map(keyOf).join()}`;
    case "object": {
      const { name, origin, fields, rest } = shape;
      const inner = Object.entries(fields).map(
        ([field, one]) => `${JSON.stringify(field)}${one.optional ? "?" : ""}${keyOf(one.shape)}`,
      );
      return `object ${rest ? keyOf(rest) : ""} ${inner.join()} ${name} ${JSON.stringify(origin)}`;
    }
    default:
      return JSON.stringify(shape);
  }
};

/** The same number for shapes that say the same. */
export const keyOf = (shape: Shape): number => {
  const known = keys.get(shape);
  if (known !== undefined) return known;
  const words = wordsOf(shape);
  const key = numbers.get(words) ?? numbers.size;
  numbers.set(words, key);
  keys.set(shape, key);
  return key;
};

export const union = (shapes: readonly Shape[]): Shape => {
  const all = shapes.flatMap(members);
  if (all.length === 1) return all[0]!;
  const distinct = new Map<number, Shape>();
  for (const shape of all) distinct.set(keyOf(shape), shape);
  const of = [...distinct.values()];
  if (of.length > most) return any;
  return of.length === 1 ? of[0]! : { kind: "union", of };
};

/** What is left of a shape without its alternatives of one kind. */
export const without = (shape: Shape, kind: Shape["kind"]): Shape | undefined => {
  const all = members(shape);
  const rest = all.filter((member) => member.kind !== kind);
  if (rest.length === all.length) return shape;
  return rest.length > 0 ? union(rest) : undefined;
};

/** What one gets by going through the elements of a list, or through a lone value as if it were one. */
export const mapElements = (shape: Shape, each: (element: Shape) => Shape): Shape => {
  const all = members(shape);
  const none = all.filter(({ kind }) => kind === "nothing");
  const some = all.filter(({ kind }) => kind !== "nothing");
  if (some.length === 0) return shape;
  const result = each(elementOf(union(some)));
  if (!some.some(({ kind }) => kind === "list")) return union([result, ...none]);
  const items = without(elementOf(result), "nothing");
  // Where an element gives nothing, all of them may.
  const empty = members(result).filter(({ kind }) => kind === "nothing");
  const lone = some.some(({ kind }) => kind !== "list") ? [result] : [];
  return union([...(items ? [list(items)] : [nothing]), ...empty, ...lone, ...none]);
};

/** An element of a list; a lone value is its own. */
export const elementOf = (shape: Shape): Shape =>
  union(members(shape).map((member) => (member.kind === "list" ? member.items : member)));

/** True, false, or not known. */
export const truthOf = (shape: Shape): boolean | undefined => {
  const truths = new Set(
    members(shape).map((member) => {
      if (member.kind === "literal") return Boolean(member.value);
      if (member.kind === "nothing") return false;
      return member.kind === "object" && Object.values(member.fields).some(({ optional }) => !optional)
        ? true
        : undefined;
    }),
  );
  return truths.size === 1 ? [...truths][0] : undefined;
};
