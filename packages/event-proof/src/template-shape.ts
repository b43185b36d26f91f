import { fieldOf } from "./jsonata/fields.ts";
import { nobody, type Observer } from "./jsonata/scope.ts";
import { any, elementOf, list, literal, object, type Shape, text, union } from "./shape.ts";

const step = /\.([A-Za-z0-9_\-/@: ]+)|\['([^']*)'\]|\["([^"]*)"\]|\[(\d+|\*)\]|\.(\*)/g;

/** What a JSONPath of EventBridge finds in a shape. */
export const readPath = (shape: Shape, path: string, observer: Observer = nobody): Shape => {
  let found = shape;
  for (const [, dotted, single, double, index, star] of path.matchAll(step)) {
    const name = dotted ?? single ?? double;
    if (name !== undefined) found = fieldOf(found, name, observer);
    else if (index === "*" || star) found = list(elementOf(found));
    else found = elementOf(found);
  }
  return found;
};

// Characters of private use stand for values: no template has them, and JSON takes them as they are.
const mark = (index: number) => `\ue000${index}\ue001`;
const marks = /\ue000(\d+)\ue001/;

/** What a template with `<placeholders>` makes, `undefined` when it makes no JSON. */
export const templateShape = (
  template: string,
  placeholder: RegExp,
  shapeOfValue: (name: string) => Shape,
): Shape | undefined => {
  const values: Shape[] = [];
  let quoted = false;
  let end = 0;
  let json = "";
  const plain = (part: string) => {
    for (let at = 0; at < part.length; at++) {
      if (part[at] === "\\" && quoted) at++;
      else if (part[at] === '"') quoted = !quoted;
    }
    json += part;
  };
  for (const match of template.matchAll(placeholder)) {
    plain(template.slice(end, match.index));
    values.push(shapeOfValue(match[1]!));
    const here = mark(values.length - 1);
    json += quoted ? here : JSON.stringify(here);
    end = match.index + match[0].length;
  }
  plain(template.slice(end));
  try {
    return shapeOfJson(JSON.parse(json), values);
  } catch {
    return undefined;
  }
};

const shapeOfJson = (value: unknown, values: readonly Shape[]): Shape => {
  if (typeof value === "string") {
    const whole = value.match(marks);
    if (!whole) return literal(value);
    return whole[0] === value ? (values[Number(whole[1])] ?? any) : text;
  }
  if (Array.isArray(value)) return list(union(value.map((item) => shapeOfJson(item, values))));
  if (value !== null && typeof value === "object")
    return object(
      "what the template makes",
      Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shapeOfJson(item, values)])),
    );
  return literal(value as number | boolean | null);
};
