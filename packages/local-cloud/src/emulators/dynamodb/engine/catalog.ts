import type { DatabaseSync } from "node:sqlite";
import type { IndexDefinition, TableDefinition } from "./definition.ts";
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

export const createCatalog = (database: DatabaseSync): Catalog => {
  database.exec(
    "CREATE TABLE IF NOT EXISTS tables (number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, definition TEXT)",
  );
  const tables = new Map<string, Table>();
  const open = (definition: TableDefinition): Table => {
    const table = { ...definition, items: createItemStore(database, definition) };
    tables.set(table.name, table);
    return table;
  };
  const save = (definition: TableDefinition) =>
    database
      .prepare("UPDATE tables SET name = ?, definition = ? WHERE number = ?")
      .run(definition.name, JSON.stringify(definition), definition.number);

  for (const { definition } of database.prepare("SELECT definition FROM tables").all())
    open(JSON.parse(String(definition)) as TableDefinition);

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
