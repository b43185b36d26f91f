import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { maskState } from "./mask.ts";

const database = (records: Record<string, unknown>, items: unknown[] = []) => {
  const made = new DatabaseSync(":memory:");
  made.exec(`CREATE TABLE records (id INTEGER PRIMARY KEY, name TEXT, key TEXT, value);
    CREATE TABLE tables (number INTEGER, name TEXT, definition TEXT);
    CREATE TABLE items_1 (id INTEGER PRIMARY KEY, item TEXT);
    CREATE TABLE changes (number INTEGER PRIMARY KEY, change TEXT);`);
  const keyOf = (name: string) => ({ hash: [{ name, type: "S" }], range: [] });
  const index = {
    number: 1,
    name: "byEmail",
    isGlobal: true,
    key: keyOf("byEmail"),
    projection: "ALL",
    included: [],
  };
  const definition = {
    number: 1,
    name: "Customers",
    id: "1",
    createdAt: 0,
    attributes: [],
    key: keyOf("pk"),
    indexes: [index],
    isOnDemand: true,
    tags: {},
    isProtected: false,
  };
  made.prepare("INSERT INTO tables VALUES (1, 'Customers', ?)").run(JSON.stringify(definition));
  for (const [name, value] of Object.entries(records))
    made
      .prepare("INSERT INTO records (name, key, value) VALUES (?, '1', ?)")
      .run(name, value instanceof Uint8Array ? value : JSON.stringify(value));
  for (const item of items) made.prepare("INSERT INTO items_1 (item) VALUES (?)").run(JSON.stringify(item));
  const value = (name: string) =>
    JSON.parse(String(made.prepare("SELECT value FROM records WHERE name = ?").get(name)?.value));
  const stored = () =>
    made
      .prepare("SELECT item FROM items_1")
      .all()
      .map(({ item }) => JSON.parse(String(item)));
  return { made, value, stored };
};

test("replaces personal fields, the same by the same, also in JSON in a text and in words of a text", () => {
  const person = { name: "Ann Baker", email: "ann@bakery.test", phone: "+31612345678" };
  const { made, value } = database({
    queue: { body: JSON.stringify({ customer: person, sku: "bread", name: "Rye" }) },
    mailbox: {
      to: "ann@bakery.test",
      text: "Dear Ann Baker, call +31612345678 or pay by 4242 4242 4242 4242.",
    },
    users: [
      { Name: "email", Value: "ann@bakery.test" },
      { Name: "custom:tier", Value: "gold" },
    ],
    other: { email: "bob@bakery.test", name: "Bob" },
  });
  const { replaced } = maskState(made, []);
  const body = JSON.parse(value("queue").body);
  const { name, email, phone } = body.customer;
  expect(body).toEqual({ customer: { name, email, phone }, sku: "bread", name: "Rye" });
  expect(email).toMatch(/^person-[0-9a-f]{10}@example\.com$/);
  expect(phone).toMatch(/^\+999[0-9]{9}$/);
  expect(name).toMatch(/^masked-/);
  expect(value("mailbox")).toEqual({
    to: email,
    text: `Dear ${name}, call ${phone} or pay by 4242424242424242.`,
  });
  expect(value("users")).toEqual([
    { Name: "email", Value: email },
    { Name: "custom:tier", Value: "gold" },
  ]);
  expect(value("other").email).not.toBe(email);
  expect(replaced.get("email")).toBe(3);
});

test("leaves keys of tables, and whatever they are made of, so that things are found", () => {
  const item = {
    pk: { S: "customer#ann@bakery.test" },
    byEmail: { S: "bob@bakery.test" },
    email: { S: "bob@bakery.test" },
    familyName: { S: "Baker" },
    phone: { N: "31612345678" },
  };
  const { made, stored, value } = database(
    { queue: { email: "ann@bakery.test", other: "cleo@bakery.test" } },
    [item],
  );
  const { stayed } = maskState(made, []);
  expect(stored()).toEqual([{ ...item, familyName: { S: expect.stringMatching(/^masked-/) } }]);
  expect(value("queue")).toEqual({
    email: "ann@bakery.test",
    other: expect.stringMatching(/^person-.*@example\.com$/),
  });
  expect(stayed).toBe(2);
});

test("masks further fields, and leaves out traces", () => {
  const { made, value } = database({ a: { nickname: "Annie" }, "journal/hops": Buffer.from("x") });
  maskState(made, ["nick_name"]);
  expect(value("a").nickname).toMatch(/^masked-/);
  expect(made.prepare("SELECT COUNT(*) AS n FROM records").get()?.n).toBe(1);
});

test("leaves out what is damaged, and masks all else", () => {
  const { made, value, stored } = database({ queue: { email: "ann@bakery.test" } }, [
    { email: { S: "b@c.test" } },
  ]);
  made.exec(`INSERT INTO records (name, key, value) VALUES ('broken', '1', '{ann@bakery.test');
    INSERT INTO items_1 (item) VALUES ('{"email":{"S":"ann@bakery.test"');
    INSERT INTO tables VALUES (2, 'Gone', '{');`);
  expect(maskState(made, [])).toMatchObject({ left: 2 });
  expect(value("queue").email).toMatch(/@example\.com$/);
  expect(stored()).toEqual([{ email: { S: expect.stringMatching(/@example\.com$/) } }]);
  expect(made.prepare("SELECT * FROM records WHERE name = 'broken'").all()).toEqual([]);
});

test("masks events of archives, and records of Kinesis that are JSON", () => {
  const { made } = database({});
  made.exec("CREATE TABLE archived_events (id INTEGER PRIMARY KEY, json TEXT)");
  made.exec("CREATE TABLE kinesis_records (data BLOB)");
  const person = JSON.stringify({ email: "ann@bakery.test" });
  const bytes = Buffer.from([0xff, 0, 1]);
  made.prepare("INSERT INTO archived_events (json) VALUES (?)").run(person);
  for (const data of [Buffer.from(person), bytes])
    made.prepare("INSERT INTO kinesis_records VALUES (?)").run(data);
  maskState(made, []);
  const masked = /^\{"email":"person-[0-9a-f]{10}@example\.com"\}$/;
  expect(made.prepare("SELECT json FROM archived_events").get()?.json).toMatch(masked);
  const [json, rest] = made.prepare("SELECT data FROM kinesis_records").all();
  expect(Buffer.from(json!.data as Uint8Array).toString()).toMatch(masked);
  expect(Buffer.from(rest!.data as Uint8Array).equals(bytes)).toBe(true);
});
