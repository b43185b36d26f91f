import { invalid } from "../errors.ts";
import { add, subtract } from "../numbers.ts";
import { type AttributeValue, attributeOf, type Item, typeOf } from "../values.ts";
import { type Path, valueAt } from "./paths.ts";
import type { Action, Source } from "./updates.ts";

type Bound = Action<AttributeValue>;

const wrongType = () => invalid("An operand in the update expression has an incorrect data type");
const wrongPath = () => invalid("The document path provided in the update expression is invalid for update");

/** The value of the right-hand side, by the item as it was. */
const evaluate = (source: Source<AttributeValue>, item: Item): AttributeValue => {
  if (source.kind === "value") return source.value;
  if (source.kind === "path") {
    const found = valueAt(item, source.path);
    if (found) return found;
    throw invalid("The provided expression refers to an attribute that does not exist in the item");
  }
  const [first, second] = source.operands as [Source<AttributeValue>, Source<AttributeValue>];
  if (source.name === "if_not_exists") {
    const found = first.kind === "path" ? valueAt(item, first.path) : undefined;
    return found ?? evaluate(second, item);
  }
  const [left, right] = [evaluate(first, item), evaluate(second, item)];
  if (source.name === "list_append") {
    if (!left.L || !right.L) throw wrongType();
    return { L: [...left.L, ...right.L] };
  }
  if (left.N === undefined || right.N === undefined) throw wrongType();
  return { N: source.name === "+" ? add(left.N, right.N) : subtract(left.N, right.N) };
};

const added = (old: AttributeValue | undefined, value: AttributeValue): AttributeValue => {
  if (!old) return value;
  const type = typeOf(value);
  if (type !== typeOf(old)) throw wrongType();
  if (type === "N") return { N: add(old.N!, value.N!) };
  const [known, more] = [old[type] as readonly string[], value[type] as readonly string[]];
  return { [type]: [...new Set([...known, ...more])] };
};

/** Undefined when nothing is left: a set is never empty. */
const without = (old: AttributeValue | undefined, value: AttributeValue): AttributeValue | undefined => {
  if (!old) return undefined;
  const type = typeOf(value) as "SS" | "NS" | "BS";
  const known = old[type];
  if (!known) throw wrongType();
  const gone = new Set(value[type]);
  const left = known.filter((each) => !gone.has(each));
  return left.length > 0 ? { [type]: left } : undefined;
};

/** What an action makes of what is at its path; undefined takes it away. */
const outcome = (action: Bound, old: AttributeValue | undefined, item: Item): AttributeValue | undefined => {
  switch (action.kind) {
    case "set":
      return evaluate(action.source, item);
    case "remove":
      return undefined;
    case "add":
      return added(old, action.value);
    case "delete":
      return without(old, action.value);
  }
};

/** What becomes of a value: another in its place, none, or changes within. */
type Change =
  | { readonly kind: "replace"; readonly value: AttributeValue | undefined }
  | { readonly kind: "within"; readonly changes: Map<string | number, Change> };

const place = (root: Map<string | number, Change>, path: Path, value: AttributeValue | undefined) => {
  let changes = root;
  for (const step of path.slice(0, -1)) {
    let next = changes.get(step);
    if (next?.kind !== "within") changes.set(step, (next = { kind: "within", changes: new Map() }));
    changes = next.changes;
  }
  changes.set(path.at(-1)!, { kind: "replace", value });
};

const changed = (old: AttributeValue | undefined, change: Change): AttributeValue | undefined => {
  if (change.kind === "replace") return change.value;
  if (old?.M) return { M: changedMap(old.M, change.changes) };
  // Places are those before the update; what is set beyond the end goes there in order.
  const list: (AttributeValue | undefined)[] = [...old!.L!];
  for (const [step, inner] of [...change.changes].toSorted(([a], [b]) => Number(a) - Number(b)))
    if (Number(step) < old!.L!.length) list[Number(step)] = changed(list[Number(step)], inner);
    else list.push(changed(undefined, inner));
  return { L: list.filter((each) => each !== undefined) };
};

const changedMap = (old: Item, changes: ReadonlyMap<string | number, Change>): Item =>
  Object.fromEntries([
    ...Object.entries(old).flatMap(([name, value]) => {
      const change = changes.get(name);
      const after = change ? changed(value, change) : value;
      return after ? [[name, after] as const] : [];
    }),
    ...[...changes].flatMap(([name, change]) => {
      const after = attributeOf(old, String(name)) ? undefined : changed(undefined, change);
      return after ? [[name, after] as const] : [];
    }),
  ]);

const checkParent = (item: Item, path: Path) => {
  if (path.length === 1) return;
  const parent = valueAt(item, path.slice(0, -1));
  if (typeof path.at(-1) === "number" ? !parent?.L : !parent?.M) throw wrongPath();
};

/** The item after all actions of an update, each of which sees the item as it was before. */
export const applyUpdate = (actions: readonly Bound[], item: Item): Item => {
  const changes = new Map<string | number, Change>();
  for (const action of actions) {
    const after = outcome(action, valueAt(item, action.path), item);
    checkParent(item, action.path);
    place(changes, action.path, after);
  }
  return changedMap(item, changes);
};
