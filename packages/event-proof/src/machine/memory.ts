import type { Item } from "./items.ts";

/** What machines left behind for each other. */
export interface Memory {
  readonly items: Map<string, Map<string, Item>>;
  /** Outputs and errors that waiting tasks were given. */
  readonly successes: Set<string>;
  readonly failures: Map<string, { error: string; cause: string }>;
  /** What machines tell the callbacks of durable functions, by the folder of their service. */
  readonly callbackResults: Map<string, Set<string>>;
}

export const createMemory = (): Memory => ({
  items: new Map(),
  successes: new Set(),
  failures: new Map(),
  callbackResults: new Map(),
});

/** Of each kind of items, by sort key and status, so many that differ are kept. */
const most = 4;

const kindOf = ({ sk, status }: Item) => JSON.stringify([sk, status]);

export const oneOfEachKind = (items: readonly Item[]): Item[] => [
  ...new Map([...items].reverse().map((item) => [kindOf(item), item])).values(),
];

/** An item that was put; one key keeps several, since a machine may find any of them. */
export const keepItem = ({ items }: Memory, table: string, item: Item): void => {
  const known = items.get(table) ?? new Map<string, Item>();
  items.set(table, known);
  const alike = [...known.values()].filter((each) => kindOf(each) === kindOf(item));
  if (alike.length < most) known.set(JSON.stringify(item), item);
};

/** Items under a key, and those of the same kind as if they were under it. */
export const itemsLike = (memory: Memory, table: string, key: Item): { exact: Item[]; similar: Item[] } => {
  const all = [...(memory.items.get(table)?.values() ?? [])];
  const same = (item: Item, part: string) => JSON.stringify(item[part]) === JSON.stringify(key[part]);
  const kin = all.filter((item) => same(item, "sk"));
  const exact = kin.filter((item) => same(item, "pk"));
  return { exact, similar: kin.filter((item) => !exact.includes(item)).map((item) => underKey(item, key)) };
};

const idOf = ({ pk }: Item) => (pk as { S?: string } | undefined)?.S?.split("#").at(-1) ?? "";

/** The item with the id of the key wherever it has its own. */
const underKey = (item: Item, key: Item): Item =>
  idOf(item) === "" ? item : (JSON.parse(JSON.stringify(item).replaceAll(idOf(item), idOf(key))) as Item);
