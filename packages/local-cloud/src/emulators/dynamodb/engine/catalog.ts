import type { DatabaseSync } from "node:sqlite";
import { type IndexDefinition, type TableDefinition, tableDefinition } from "./definition.ts";
import { createItemStore, type ItemStore } from "./item-store.ts";

export interface Table extends TableDefinition {
  readonly items: ItemStore;
}

/** The tables there are, and what they are made of. */
export interface Catalog {
  get(name: string): Table | undefined;
  /** By name. */
  all(): readonly Table[];
  create(definition: Omit<TableDefinition, "number">): Table;
  /** Puts another definition in place of the one a table has; indexes that are new to it are filled. */
  change(table: Table, change: Partial<TableDefinition>): Table;
  drop(table: Table): void;
}

const readDefinition = (text: string): TableDefinition | string => {
  try {
    const { error } = tableDefinition.safeParse(JSON.parse(text));
    const [issue] = error?.issues ?? [];
    return issue ? `${issue.path.join(".")}: ${issue.message}` : (JSON.parse(text) as TableDefinition);
  } catch (error) {
    return (error as Error).message;
  }
};

/** `dropping` is told of a table that is there and cannot be read, before it is taken away; `warn` of damaged items. */
export const createCatalog = (
  database: DatabaseSync,
  { dropping, warn }: { dropping(what: string): void; warn(message: string): void },
): Catalog => {
  database.exec(
    "CREATE TABLE IF NOT EXISTS tables (number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, definition TEXT)",
  );
  const tables = new Map<string, Table>();
  const open = (definition: TableDefinition): Table => {
    const table = { ...definition, items: createItemStore(database, definition, warn) };
    tables.set(table.name, table);
    return table;
  };
  const save = (definition: TableDefinition) =>
    database
      .prepare("UPDATE tables SET name = ?, definition = ? WHERE number = ?")
      .run(definition.name, JSON.stringify(definition), definition.number);

  const stored = new Set(
    database
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table'")
      .all()
      .map(({ name }) => String(name)),
  );
  const isComplete = ({ number, indexes }: TableDefinition) =>
    [`items_${number}`, ...indexes.map((index) => `index_${number}_${index.number}`)].every((name) =>
      stored.has(name),
    );
  for (const { number, name, definition } of database.prepare("SELECT * FROM tables").all()) {
    const read = readDefinition(String(definition));
    if (typeof read !== "string" && read.number === number && isComplete(read)) {
      open(read);
      continue;
    }
    dropping(`table ${name}: ${typeof read === "string" ? read : "items or an index of it are missing"}`);
    const own = new RegExp(`^(items_${number}|index_${number}_[0-9]+)$`);
    for (const table of stored) if (own.test(table)) database.exec(`DROP TABLE ${table}`);
    database.prepare("DELETE FROM tables WHERE number = ?").run(number!);
  }

  return {
    get: (name) => tables.get(name),
    all: () => [...tables.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    create(definition) {
      const { lastInsertRowid } = database
        .prepare("INSERT INTO tables (name) VALUES (?)")
        .run(definition.name);
      const numbered = { ...definition, number: Number(lastInsertRowid) };
      save(numbered);
      const table = open(numbered);
      table.items.make();
      return table;
    },
    change({ items, ...old }, change) {
      const definition = { ...old, ...change };
      save(definition);
      const table = open(definition);
      const has = (indexes: readonly IndexDefinition[], { number }: IndexDefinition) =>
        indexes.some((each) => each.number === number);
      for (const index of old.indexes) if (!has(definition.indexes, index)) items.empty(index);
      for (const index of definition.indexes) if (!has(old.indexes, index)) table.items.fill(index);
      return table;
    },
    drop(table) {
      tables.delete(table.name);
      table.items.drop();
      database.prepare("DELETE FROM tables WHERE number = ?").run(table.number);
    },
  };
};
