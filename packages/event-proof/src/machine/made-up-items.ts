import type { EventContract } from "@sourdough/events-schema";
import type { Item } from "./items.ts";

/** So many items that differ in one attribute are tried. */
const mostVariants = 8;

/** Scalars by the name of their field, wherever it is in the examples of the contracts. */
const valuesIn = (value: unknown, found = new Map<string, Set<unknown>>()): Map<string, Set<unknown>> => {
  if (typeof value !== "object" || value === null) return found;
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner === "object") valuesIn(inner, found);
    else if (!Array.isArray(value)) found.set(name, (found.get(name) ?? new Set()).add(inner));
  }
  return found;
};

const attribute = (value: unknown) =>
  typeof value === "number"
    ? { N: String(value) }
    : typeof value === "boolean"
      ? { BOOL: value }
      : { S: value };

const isStatus = (text: string) => /^[A-Z][A-Z_]+$/.test(text);

/**
 * Items with these attributes that a function may have written, which no machine shows: values are those the contracts
 * have for fields of the name, and one item for each further value of one attribute: of a status, also those that the
 * machine compares with.
 */
export const madeUpItems = (
  contracts: readonly EventContract[],
  likeThis: Item,
  constants: readonly string[],
): Item[] => {
  const known = valuesIn(contracts.map(({ examples }) => examples));
  const values = Object.keys(likeThis).map(
    (name) => [name, [...(known.get(name) ?? [])].map(attribute)] as const,
  );
  const first: Item = Object.fromEntries(values.map(([name, [value]]) => [name, value ?? likeThis[name]]));
  const variants = values.flatMap(([name, [, ...others]]) =>
    name === "status"
      ? [...constants.filter(isStatus).map(attribute), ...others].map((value) => ({
          ...first,
          [name]: value,
        }))
      : [],
  );
  return [first, ...variants.slice(0, mostVariants)];
};
