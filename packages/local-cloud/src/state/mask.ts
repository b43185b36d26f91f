import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { DEEPEST_PAYLOAD, isTextDeeper } from "../core/nesting.ts";
import { tableDefinition } from "../emulators/dynamodb/engine/definition.ts";
import { keyNames } from "../emulators/dynamodb/engine/keys.ts";
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

const strings = z.record(z.string(), z.looseObject({ S: z.string().optional() }));

/** What became of a copy. */
export interface Masked {
  /** Values that were replaced, by field; those in texts are of the field `text`. */
  readonly replaced: ReadonlyMap<string, number>;
  /** Personal values that are keys of tables, or of what is found by them: they stay everywhere. */
  readonly stayed: number;
  /** Records that cannot be read, and are left out, since what is personal in them cannot be found. */
  readonly left: number;
}

const parsed = (text: unknown): unknown => {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
};
const jsonIn = (text: string): unknown =>
  /^\s*[{[]/.test(text) && !isTextDeeper(text, DEEPEST_PAYLOAD) ? parsed(text) : undefined;

const hasTable = (database: DatabaseSync, name: string): boolean =>
  database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(name) !== undefined;

/** Of changes of tables, events of archives, and records of Kinesis, which are bytes. */
const others: readonly [table: string, column: string][] = [
  ["changes", "change"],
  ["archived_events", "json"],
  ["kinesis_records", "data"],
];

/** What holds JSON: table and column. */
const columnsOf = (database: DatabaseSync): [table: string, column: string][] => [
  ["records", "value"],
  ...database
    .prepare("SELECT name FROM sqlite_master WHERE name GLOB 'items_[0-9]*' AND type = 'table'")
    .all()
    .map(({ name }): [string, string] => [String(name), "item"]),
  ...others.filter(([table]) => hasTable(database, table)),
];

/** Values that things are found by. */
const keyValues = (database: DatabaseSync): Set<string> => {
  const values = new Set<string>();
  const add = (value: string) => {
    for (const one of [value, ...contactsIn(value)]) values.add(one);
  };
  for (const { key } of database.prepare("SELECT key FROM records").iterate())
    contactsIn(String(key)).forEach(add);
  for (const row of hasTable(database, "tables")
    ? database.prepare("SELECT definition FROM tables").all()
    : []) {
    const { data: table } = tableDefinition.safeParse(parsed(row.definition));
    if (!table || !hasTable(database, `items_${table.number}`)) continue;
    const names = new Set([table.key, ...table.indexes.map(({ key }) => key)].flatMap(keyNames));
    for (const { item } of database.prepare(`SELECT item FROM items_${table.number}`).iterate()) {
      const { data: attributes } = strings.safeParse(parsed(item));
      for (const name of names) {
        const value = attributes?.[name]?.S;
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
  let left = 0;
  const visitAll = (visit: Visit, change: boolean) => {
    for (const [table, column] of columnsOf(database)) {
      const update = database.prepare(`UPDATE ${table} SET ${column} = ? WHERE rowid = ?`);
      const rows = database.prepare(`SELECT rowid AS id, ${column} AS text FROM ${table}`).all();
      for (const { id, text } of rows) {
        const isBytes = text instanceof Uint8Array;
        const before = isBytes ? Buffer.from(text).toString() : text;
        const value = parsed(before);
        if (value === undefined) {
          // Bytes may be anything; text that is no JSON is damaged.
          if (!change || isBytes) continue;
          database.prepare(`DELETE FROM ${table} WHERE rowid = ?`).run(id!);
          left++;
          continue;
        }
        const shown = JSON.stringify(walk(value, undefined, visit));
        if (change && shown !== before) update.run(isBytes ? Buffer.from(shown) : shown, id!);
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
  return { replaced, stayed: stayed.size, left };
};
