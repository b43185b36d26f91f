import { javaMatches, javaRegex, javaReplace } from "./java-regex.ts";
import {
  HostObject,
  isEqual,
  isMap,
  isMissing,
  JavaEntry,
  type JavaMap,
  javaList,
  javaString,
} from "./java-values.ts";
import { VtlError } from "./syntax.ts";

type Method<Self> = (self: Self, ...args: unknown[]) => unknown;

const text = javaString;

const ofString: Record<string, Method<string>> = {
  length: (s) => s.length,
  isEmpty: (s) => s === "",
  isBlank: (s) => s.trim() === "",
  contains: (s, part) => s.includes(text(part)),
  startsWith: (s, part) => s.startsWith(text(part)),
  endsWith: (s, part) => s.endsWith(text(part)),
  indexOf: (s, part, from) => s.indexOf(text(part), Number(from ?? 0)),
  lastIndexOf: (s, part) => s.lastIndexOf(text(part)),
  substring: (s, from, to) => s.substring(Number(from), isMissing(to) ? undefined : Number(to)),
  charAt: (s, index) => s.charAt(Number(index)),
  concat: (s, other) => s + text(other),
  trim: (s) => s.trim(),
  toLowerCase: (s) => s.toLowerCase(),
  toUpperCase: (s) => s.toUpperCase(),
  equalsIgnoreCase: (s, other) => s.toLowerCase() === text(other).toLowerCase(),
  compareTo: (s, other) => (s < text(other) ? -1 : s > text(other) ? 1 : 0),
  matches: (s, pattern) => javaMatches(s, text(pattern)),
  replace: (s, from, to) => s.replaceAll(text(from), () => text(to)),
  replaceAll: (s, pattern, to) => javaReplace(s, text(pattern), text(to), true),
  replaceFirst: (s, pattern, to) => javaReplace(s, text(pattern), text(to), false),
  split: (s, pattern) => {
    const parts = s.split(javaRegex(text(pattern)));
    while (parts.length > 1 && parts.at(-1) === "") parts.pop();
    return javaList(parts);
  },
};

const ofNumber: Record<string, Method<number>> = {
  intValue: (n) => Math.trunc(n),
  longValue: (n) => Math.trunc(n),
  doubleValue: (n) => n,
  compareTo: (n, other) => Math.sign(n - Number(other)),
  // Java reaches static methods through an instance: `#set($Integer = 0)$Integer.parseInt("5")`.
  parseInt: (_, value) => wholeNumber(value),
  parseLong: (_, value) => wholeNumber(value),
  parseDouble: (_, value) => Number(value),
  valueOf: (_: number, value: unknown) => Number(value),
};

const wholeNumber = (value: unknown): number => {
  if (!/^[+-]?\d+$/.test(text(value))) throw new VtlError(`For input string: "${text(value)}"`);
  return Number(value);
};

const ofBoolean: Record<string, Method<boolean>> = {
  booleanValue: (b) => b,
  parseBoolean: (_, value) => text(value).toLowerCase() === "true",
};

const ofList: Record<string, Method<unknown[]>> = {
  size: (list) => list.length,
  isEmpty: (list) => list.length === 0,
  get: (list, index) => list[Number(index)],
  add: (list, first, second) => {
    if (second === undefined) list.push(first);
    else list.splice(Number(first), 0, second);
    return second === undefined ? true : "";
  },
  addAll: (list, items) => list.push(...(items as unknown[])) > 0,
  set: (list, index, item) => list.splice(Number(index), 1, item)[0],
  remove: (list, which) => {
    const index = typeof which === "number" ? which : list.findIndex((item) => isEqual(item, which));
    return index < 0 ? false : list.splice(index, 1)[0];
  },
  clear: (list) => void list.splice(0),
  contains: (list, item) => list.some((each) => isEqual(each, item)),
  indexOf: (list, item) => list.findIndex((each) => isEqual(each, item)),
  subList: (list, from, to) => javaList(list.slice(Number(from), Number(to))),
};

const ofMap: Record<string, Method<JavaMap>> = {
  size: (map) => Object.keys(map).length,
  isEmpty: (map) => Object.keys(map).length === 0,
  get: (map, key) => own(map, text(key)),
  getOrDefault: (map, key, otherwise) => own(map, text(key)) ?? otherwise,
  put: (map, key, value) => {
    const before = own(map, text(key));
    put(map, text(key), value);
    return before;
  },
  putAll: (map, other) => void Object.assign(map, other),
  remove: (map, key) => {
    const before = own(map, text(key));
    delete map[text(key)];
    return before;
  },
  clear: (map) => {
    for (const key of Object.keys(map)) delete map[key];
  },
  containsKey: (map, key) => Object.hasOwn(map, text(key)),
  containsValue: (map, value) => Object.values(map).some((each) => isEqual(each, value)),
  keySet: (map) => javaList(Object.keys(map)),
  values: (map) => javaList(Object.values(map)),
  entrySet: (map) => javaList(Object.entries(map).map(([key, value]) => new JavaEntry(key, value))),
};

const ofMissing: Record<string, (...args: unknown[]) => unknown> = {
  toString: () => "",
  isEmpty: () => true,
  size: () => 0,
  length: () => 0,
  equals: (other) => isEqual(null, other),
};

const tableFor = (self: unknown): Record<string, Method<never>> => {
  if (typeof self === "string") return ofString;
  if (typeof self === "number") return ofNumber;
  if (typeof self === "boolean") return ofBoolean;
  return Array.isArray(self) ? ofList : ofMap;
};

const own = (map: JavaMap, key: string): unknown => (Object.hasOwn(map, key) ? map[key] : undefined);

const put = (map: JavaMap, key: string, value: unknown): void => {
  Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true });
};

/** `$self.name(args)`; throws `VtlError` when Java has the method but this table lacks it, or nobody has it. */
export const callMethod = (self: unknown, name: string, args: unknown[]): unknown => {
  if (isMissing(self)) return ofMissing[name]?.(...args) ?? null;
  if (self instanceof HostObject) {
    const method = Object.hasOwn(self.methods, name) ? self.methods[name] : undefined;
    if (!method) throw new VtlError(`${name}() is not a function that API Gateway offers to templates.`);
    return method(...args);
  }
  const table = tableFor(self);
  if (Object.hasOwn(table, name)) return table[name]!(self as never, ...args);
  if (name === "toString") return text(self);
  if (name === "equals") return isEqual(self, args[0]) && typeof self === typeof args[0];
  const getter = /^(?:get|is)([A-Z]\w*)$/.exec(name)?.[1];
  if (getter && isMap(self) && args.length === 0)
    return own(self, getter[0]!.toLowerCase() + getter.slice(1)) ?? own(self, getter);
  throw new VtlError(
    `${name}() is not a method the local cloud knows for a ${describe(self)} in a template.`,
  );
};

const describe = (self: unknown): string =>
  Array.isArray(self) ? "list" : typeof self === "object" ? "map" : typeof self;

/** `$self.name` or `$self["name"]`. */
export const getProperty = (self: unknown, name: unknown): unknown => {
  if (isMissing(self)) return undefined;
  if (self instanceof HostObject)
    return Object.hasOwn(self.properties, text(name)) ? self.properties[text(name)] : undefined;
  if (Array.isArray(self)) return typeof name === "number" ? self.at(name) : undefined;
  if (!isMap(self)) return name === "empty" && typeof self === "string" ? self === "" : undefined;
  return own(self, text(name));
};

/** `#set($self.name = value)`. */
export const setProperty = (self: unknown, name: unknown, value: unknown): void => {
  if (Array.isArray(self) && typeof name === "number") self[name] = value;
  else if (isMap(self)) put(self, text(name), value);
};
