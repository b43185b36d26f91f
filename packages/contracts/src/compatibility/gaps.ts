import { accepts, isFiner } from "./accepts.ts";
import { list as listed, nameOf } from "./describe.ts";
import type { Field, Fields, Kind, List, Range, Shape } from "./shape.ts";
import { textGaps, textIsCovered } from "./text-gaps.ts";

export type GapKind =
  | "missing field"
  | "unknown field"
  | "value"
  | "type"
  | "range"
  | "length"
  | "pattern"
  | "count";

/** A value that one side sends and the other does not take. */
export interface Gap {
  /** Such as `data.lines[].sku`. */
  path: string;
  kind: GapKind;
  /** Completes a sentence that begins with the field. */
  why: string;
}

/** Unions may be cut into pieces, each covered by another member; deeper cuts are not tried. */
const deepestCut = 2;

const join = (path: string, name: string) => (path ? `${path}.${name}` : name);

/** Every gap between what is sent and what is taken; none means that whatever is sent is taken. */
export const gaps = (sent: Shape, taken: Shape, path = "", cuts = deepestCut): Gap[] =>
  sent.flatMap((kind) => gapsOf(kind, taken, path, cuts));

function gapsOf(kind: Kind, taken: Shape, path: string, cuts: number): Gap[] {
  if (taken.some((other) => other.kind === "any") || isImpossible(kind)) return [];
  if (kind.kind === "literal") {
    if (taken.some((other) => accepts(other, kind.value))) return [];
    return [{ path, kind: "value", why: `may be ${JSON.stringify(kind.value)}; ${expected(taken)}` }];
  }
  const candidates = taken
    .filter((other) => other.kind === kind.kind)
    .map((other) => gapsBetween(kind, other, path, cuts));
  const [best] = candidates.sort((one, other) => one.length - other.length);
  if (best?.length === 0 || (taken.length > 0 && isCoveredInPieces(kind, taken, cuts))) return [];
  return best ?? [{ path, kind: "type", why: `may be ${nameOf(kind)}; ${expected(taken)}` }];
}

const expected = (taken: Shape) =>
  taken.length === 0 ? "nothing is taken" : `taken is ${listed(taken.map(nameOf))}`;

const isImpossible = (kind: Kind): boolean =>
  kind.kind === "object" &&
  [...kind.fields.values()].some(({ shape, required }) => required && shape.every(isImpossible));

function gapsBetween(sent: Kind, taken: Kind, path: string, cuts: number): Gap[] {
  if (sent.kind === "text" && taken.kind === "text") return textGaps(sent, taken, path);
  if (sent.kind === "number" && taken.kind === "number") return rangeGaps(sent, taken, path);
  if (sent.kind === "list" && taken.kind === "list") return listGaps(sent, taken, path, cuts);
  if (sent.kind === "object" && taken.kind === "object") return objectGaps(sent, taken, path, cuts);
  return [];
}

function rangeGaps(sent: Range, taken: Range, path: string): Gap[] {
  const low = sent.min < taken.min || (sent.min === taken.min && taken.minOpen && !sent.minOpen);
  const high = sent.max > taken.max || (sent.max === taken.max && taken.maxOpen && !sent.maxOpen);
  const why = (may: string) => `may be ${may}; ${expected([taken])}`;
  if (!isFiner(sent.multipleOf, taken.multipleOf)) return [{ path, kind: "type", why: why(nameOf(sent)) }];
  if (!low && !high) return [];
  return [{ path, kind: "range", why: why(`${low ? "less" : "more"}: ${nameOf(sent)}`) }];
}

function listGaps(sent: List, taken: List, path: string, cuts: number): Gap[] {
  const found: Gap[] = [];
  if (sent.minItems < taken.minItems || sent.maxItems > taken.maxItems)
    found.push({ path, kind: "count", why: `may have ${count(sent)}; taken are ${count(taken)}` });
  const positions = Math.max(sent.first.length, taken.first.length);
  for (let index = 0; index < Math.min(positions, sent.maxItems, taken.maxItems); index += 1)
    found.push(
      ...gaps(sent.first[index] ?? sent.rest, taken.first[index] ?? taken.rest, `${path}[${index}]`, cuts),
    );
  if (Math.min(sent.maxItems, taken.maxItems) > positions)
    found.push(...gaps(sent.rest, taken.rest, `${path}[]`, cuts));
  return found;
}

const count = ({ minItems, maxItems }: List) =>
  maxItems === Number.POSITIVE_INFINITY ? `${minItems} items or more` : `${minItems} to ${maxItems} items`;

function objectGaps(sent: Fields, taken: Fields, path: string, cuts: number): Gap[] {
  const found: Gap[] = [];
  const mayAdd = (name: string) => !sent.names || sent.names.some((kind) => accepts(kind, name));
  for (const [name, field] of taken.fields) {
    const at = join(path, name);
    const other: Field = sent.fields.get(name) ?? { shape: mayAdd(name) ? sent.others : [], required: false };
    if (field.required && !other.required)
      found.push({ path: at, kind: "missing field", why: "may be absent; it is required" });
    found.push(...gaps(other.shape, field.shape, at, cuts));
  }
  for (const [name, field] of sent.fields) {
    if (taken.fields.has(name) || field.shape.length === 0) continue;
    const at = join(path, name);
    const named = taken.names?.some((kind) => accepts(kind, name)) ?? true;
    if (taken.others.length === 0 || !named)
      found.push({ path: at, kind: "unknown field", why: "may be there; other fields are refused" });
    else found.push(...gaps(field.shape, taken.others, at, cuts));
  }
  if (sent.others.length === 0) return found;
  const any = join(path, "*");
  if (taken.others.length === 0)
    return [...found, { path: any, kind: "unknown field", why: "may be there; other fields are refused" }];
  if (taken.names && !sent.names)
    found.push({ path: any, kind: "pattern", why: `may have any name; ${expected(taken.names)}` });
  if (taken.names && sent.names) found.push(...gaps(sent.names, taken.names, any, cuts));
  return [...found, ...gaps(sent.others, taken.others, any, cuts)];
}

/** Whether several members of a union take together what none takes alone. */
function isCoveredInPieces(kind: Kind, taken: Shape, cuts: number): boolean {
  if (kind.kind === "text") return textIsCovered(kind, taken);
  if (cuts === 0) return false;
  const covers = (pieces: readonly Kind[]) =>
    pieces.every((piece) => gapsOf(piece, taken, "", cuts - 1).length === 0);
  if (kind.kind === "number") {
    const pieces = cutRange(kind, taken);
    return pieces.length > 1 && covers(pieces);
  }
  if (kind.kind !== "object" || taken.length < 2) return false;
  return [...kind.fields].some(([name, field]) => {
    const pieces = cutObject(kind, name, field);
    return pieces.length > 1 && covers(pieces);
  });
}

/** More whole numbers than this are not compared one by one. */
const fewNumbers = 100;

function cutRange(range: Range, taken: Shape): Kind[] {
  const steps = (range.max - range.min) / (range.multipleOf || 1);
  if (range.multipleOf > 0 && steps < fewNumbers)
    return Array.from({ length: Math.floor(steps) + 1 }, (_, step) => ({
      kind: "literal",
      value: range.min + step * range.multipleOf,
    }));
  const edges = taken.filter((kind) => kind.kind === "number").map(({ max, maxOpen }) => ({ max, maxOpen }));
  const inner = edges.filter(({ max }) => max > range.min && max < range.max);
  const cuts = inner.sort((one, other) => one.max - other.max);
  const step = Number.isInteger(range.multipleOf) ? range.multipleOf : 0;
  const pieces: Range[] = [];
  let rest = range;
  for (const { max, maxOpen } of cuts) {
    pieces.push({ ...rest, max, maxOpen });
    rest = { ...rest, min: max + (maxOpen ? 0 : step), minOpen: !maxOpen && step === 0 };
  }
  return [...pieces, rest];
}

function cutObject(kind: Fields, name: string, field: Field): Kind[] {
  const withField = (replaced: Field): Kind => ({
    ...kind,
    fields: new Map(kind.fields).set(name, replaced),
  });
  const present = field.shape.map((one) => withField({ shape: [one], required: true }));
  return field.required ? present : [...present, withField({ shape: [], required: false })];
}
