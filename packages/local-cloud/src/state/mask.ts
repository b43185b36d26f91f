import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { DEEPEST_PAYLOAD, isTextDeeper } from "../core/nesting.ts";
import { contactsIn, createPseudonyms } from "./pseudonyms.ts";

/** Names of fields, in lower case and without hyphens and underscores. */
const personal = new Set(
  [
    ["email", "emailaddress", "receiptemail", "customeremail", "customeremailaddress", "replyto"],
    ["phone", "phonenumber", "telephone", "mobile"],
    ["givenname", "familyname", "firstname", "lastname", "fullname", "customername", "cardholder"],
    [
      "street",
      "streetaddress",
      "shippingaddress",
      "billingaddress",
      "postcode",
      "postalcode",
      "zip",
      "zipcode",
    ],
    ["birthdate", "dateofbirth", "iban", "cardnumber", "cvc", "cvv"],
  ].flat(),
);
/** Personal only of what has one of the others, too: everything has a name. */
const ofPersons = new Set(["name", "address"]);

const plain = (name: string) => name.toLowerCase().replaceAll(/[_-]/g, "");

const definition = z.looseObject({
  name: z.string(),
  number: z.number(),
  key: z.looseObject({}),
  indexes: z.array(z.looseObject({ key: z.looseObject({}) })),
});
const attribute = z.object({ name: z.string() });
const keyNames = (key: Record<string, unknown>): string[] =>
  [key.hash, key.range].flatMap((part) => attribute.safeParse(part).data?.name ?? []);

/** What became of a copy. */
export interface Masked {
  /** Values that were replaced, by field; those in texts are of the field `text`. */
  readonly replaced: ReadonlyMap<string, number>;
  /** Personal values that are keys of tables, or of what is found by them: they stay everywhere. */
  readonly stayed: number;
}

const jsonIn = (text: string): unknown => {
  if (!/^\s*[{[]/.test(text) || isTextDeeper(text, DEEPEST_PAYLOAD)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** What holds JSON: table and column. */
const columnsOf = (database: DatabaseSync): [table: string, column: string][] => [
  ["records", "value"],
  ...database
    .prepare("SELECT name FROM sqlite_master WHERE name GLOB 'items_[0-9]*' AND type = 'table'")
    .all()
    .map(({ name }): [string, string] => [String(name), "item"]),
  ...database
    .prepare("SELECT name FROM sqlite_master WHERE name = 'changes'")
    .all()
    .map((): [string, string] => ["changes", "change"]),
];

/** Values that things are found by. */
const keyValues = (database: DatabaseSync): Set<string> => {
  const values = new Set<string>();
  const add = (value: string) => {
    for (const one of [value, ...contactsIn(value)]) values.add(one);
  };
  for (const { key } of database.prepare("SELECT key FROM records").iterate())
    contactsIn(String(key)).forEach(add);
  const hasTables = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'tables'").get();
  for (const row of hasTables ? database.prepare("SELECT definition FROM tables").all() : []) {
    const table = definition.parse(JSON.parse(String(row.definition)));
    const names = new Set([table.key, ...table.indexes.map(({ key }) => key)].flatMap(keyNames));
    for (const { item } of database.prepare(`SELECT item FROM items_${table.number}`).iterate()) {
      const attributes = JSON.parse(String(item)) as Record<string, { S?: string }>;
      for (const name of names) {
        const value = attributes[name]?.S;
        if (value !== undefined) add(value);
      }
    }
  }
  return values;
};

/**
 * Replaces what is personal in a copy of a state: names, addresses, telephone numbers, e-mail addresses and card numbers,
 * by the names of fields and by how they look. `fields` are further names. Traces are left out: they say all of it again.
 */
export const maskState = (database: DatabaseSync, fields: readonly string[]): Masked => {
  const names = new Set([...personal, ...fields.map(plain)].filter((name) => !ofPersons.has(name)));
  const pseudonyms = createPseudonyms();
  const keys = keyValues(database);
  const replaced = new Map<string, number>();
  const stayed = new Set<string>();
  const count = (field: string) => replaced.set(field, (replaced.get(field) ?? 0) + 1);
  const stays = (value: string) => {
    if (!keys.has(value)) return false;
    stayed.add(value);
    return true;
  };

  const inText = (text: string): string => {
    const shown = keys.has(text) ? text : pseudonyms.inText(text, stays);
    if (shown !== text) count("text");
    return shown;
  };

  type Visit = (value: string, field: string) => string;
  const walk = (value: unknown, field: string | undefined, visit: Visit): unknown => {
    if (typeof value === "string") {
      if (field !== undefined) return value === "" || stays(value) ? value : visit(value, field);
      const json = jsonIn(value);
      return json === undefined ? inText(value) : JSON.stringify(walk(json, undefined, visit));
    }
    if (Array.isArray(value)) return value.map((each) => walk(each, field, visit));
    if (typeof value !== "object" || value === null) return value;
    const own = Object.keys(value).map(plain);
    const isPerson = own.some((name) => names.has(name));
    // `{ Name: "email", Value: … }`, as attributes of users are.
    const named = "Name" in value && typeof value.Name === "string" ? plain(value.Name) : undefined;
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => {
        const isOwn = names.has(plain(name)) || (isPerson && ofPersons.has(plain(name)));
        const isValue = name === "Value" && named !== undefined && (names.has(named) || ofPersons.has(named));
        const isNumber = name === "N" || name === "B";
        const inside = isOwn ? plain(name) : isValue ? named : isNumber ? undefined : field;
        return [name, isNumber ? each : walk(each, inside, visit)];
      }),
    );
  };

  database.exec("DELETE FROM records WHERE name LIKE 'journal/%'");
  const visitAll = (visit: Visit, change: boolean) => {
    for (const [table, column] of columnsOf(database)) {
      const update = database.prepare(`UPDATE ${table} SET ${column} = ? WHERE rowid = ?`);
      const rows = database.prepare(`SELECT rowid AS id, ${column} AS text FROM ${table}`).all();
      for (const { id, text } of rows) {
        if (typeof text !== "string") continue;
        const shown = JSON.stringify(walk(JSON.parse(text), undefined, visit));
        if (change && shown !== text) update.run(shown, id!);
      }
    }
  };
  visitAll((value) => {
    pseudonyms.learn(value);
    return value;
  }, false);
  replaced.clear();
  visitAll((value, field) => {
    count(field);
    return pseudonyms.of(value);
  }, true);
  return { replaced, stayed: stayed.size };
};
