import type { Shape } from "../shape.ts";
import type { Item } from "./items.ts";

/** What machines left behind for each other. */
export interface Memory {
  readonly items: Map<string, Map<string, Item>>;
  /** Outputs and errors that waiting tasks were given. */
  readonly successes: Set<string>;
  readonly failures: Map<string, { Error: string; Cause: string }>;
  /** What machines that others wait for can answer, whatever the tables hold. */
  readonly answers: ReadonlyMap<string, Shape>;
}

export const createMemory = (answers: Memory["answers"]): Memory => ({
  items: new Map(),
  successes: new Set(),
  failures: new Map(),
  answers,
});

/** An item that was put; one key keeps an item per status, since a machine may find any of them. */
export const keepItem = ({ items }: Memory, table: string, item: Item): void => {
  const known = items.get(table) ?? new Map<string, Item>();
  items.set(table, known.set(JSON.stringify([item.pk, item.sk, item.status]), item));
};

/** Items under a key, and those of the same kind under another one. */
export const itemsLike = (memory: Memory, table: string, key: Item): { exact: Item[]; similar: Item[] } => {
  const all = [...(memory.items.get(table)?.values() ?? [])];
  const same = (item: Item, part: string) => JSON.stringify(item[part]) === JSON.stringify(key[part]);
  return {
    exact: all.filter((item) => same(item, "pk") && same(item, "sk")),
    similar: all.filter((item) => same(item, "sk")).slice(0, 3),
  };
};
