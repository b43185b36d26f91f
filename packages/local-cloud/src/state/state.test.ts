import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { openState, type State, stateFile } from "./state.ts";

const anything = z.looseObject({}).or(z.instanceof(Uint8Array));

let folder: string;
let state: State;
const warnings: string[] = [];
const open = (fresh = false) => {
  state = openState({ folder, fresh, warn: (message) => warnings.push(message) });
  return state;
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "state-"));
  warnings.length = 0;
});
afterEach(() => {
  state.close();
  rmSync(folder, { recursive: true });
});

/** What another process would find after this one was killed now. */
const found = (name: string) => {
  const database = new DatabaseSync(stateFile(folder), { readOnly: true });
  const rows = database.prepare("SELECT key, value FROM records WHERE name = ? ORDER BY id").all(name);
  database.close();
  return Object.fromEntries(rows.map(({ key, value }) => [key, JSON.parse(String(value))]));
};

test("what was put is there, as it was when the group was written, once it is settled", async () => {
  const messages = open().records<{ body: string }>("messages", anything);
  const message = { body: "one" };
  messages.put("a", message);
  messages.put("b", { body: "two" });
  expect(found("messages")).toEqual({});
  message.body = "changed";
  await state.settled?.();
  expect(found("messages")).toEqual({ a: { body: "changed" }, b: { body: "two" } });
  messages.delete("a");
  await state.settled?.();
  expect(found("messages")).toEqual({ b: { body: "two" } });
});

test("groups of several are written together, with what others write into the database", async () => {
  const [queue, table] = [open().records<object>("queue", anything), "CREATE TABLE items (id INTEGER)"];
  state.begin();
  state.database.exec(table);
  await state.settled?.();
  state.begin();
  state.database.exec("INSERT INTO items VALUES (1)");
  queue.put("1", {});
  const other = new DatabaseSync(stateFile(folder), { readOnly: true });
  const count = () => Number(other.prepare("SELECT COUNT(*) AS n FROM items").get()!.n);
  expect([count(), found("queue")]).toEqual([0, {}]);
  await state.settled?.();
  expect([count(), found("queue")]).toEqual([1, { 1: {} }]);
  other.close();
});

test("is written soon although nobody waits for it, and at the end", async () => {
  const records = open().records<object>("things", anything);
  records.put("1", {});
  await expect.poll(() => found("things")).toEqual({ 1: {} });
  records.put("2", {});
  state.close();
  expect(found("things")).toEqual({ 1: {}, 2: {} });
});

test("what is held is written at once when it is released, and not at all when the start fails", async () => {
  open().records<object>("things", anything).put("1", {});
  state.close();
  const openHeld = () => {
    state = openState({ folder, hold: true, warn: (message) => warnings.push(message) });
    state.records<object>("things", anything).put("2", {});
    state.records<object>("others", anything).put("1", {});
    return state.settled?.();
  };
  void openHeld();
  state.close();
  expect([found("things"), found("others")]).toEqual([{ 1: {} }, {}]);
  const settled = openHeld();
  state.release();
  await settled;
  expect([found("things"), found("others")]).toEqual([{ 1: {}, 2: {} }, { 1: {} }]);
});

test("tasks run in their order, when what was put before is written, and at once when nothing was", async () => {
  const done: string[] = [];
  open().whenSettled(() => done.push("at once"));
  expect(done).toEqual(["at once"]);
  state.records<object>("things", anything).put("1", {});
  for (const task of ["first", "second"])
    state.whenSettled(() => done.push(`${task} ${JSON.stringify(found("things"))}`));
  expect(done).toHaveLength(1);
  await state.settled?.();
  expect(done.slice(1)).toEqual(['first {"1":{}}', 'second {"1":{}}']);
});

test("is read in the order it came, in the form it is kept in, and bytes as bytes", async () => {
  const live = open().records("live", anything, ({ name }: { name: string; run(): void }) => ({ name }));
  for (const name of ["z", "a", "m"]) live.put(name, { name, run() {} });
  live.put("z", { name: "zz", run() {} });
  state.records<Uint8Array>("bytes", anything).put("1", Buffer.from([1, 2, 255]));
  state.close();
  expect([...open().records("live", anything).read()]).toEqual([
    ["z", { name: "zz" }],
    ["a", { name: "a" }],
    ["m", { name: "m" }],
  ]);
  const [[, bytes]] = [...state.records<Uint8Array>("bytes", anything).read()] as [[string, Uint8Array]];
  expect(Buffer.from(bytes)).toEqual(Buffer.from([1, 2, 255]));
});

test("one thing is read as it was put last, whether or not that is written yet", async () => {
  const things = open().records("things", anything, ({ name }: { name: string; run(): void }) => ({ name }));
  things.put("1", { name: "one", run() {} });
  expect(things.get("1")).toEqual({ name: "one" });
  await state.settled?.();
  things.put("1", { name: "another", run() {} });
  things.put("2", { name: "two", run() {} });
  expect([things.get("1"), things.get("2")]).toEqual([{ name: "another" }, { name: "two" }]);
  for (const key of ["1", "2"]) things.delete(key);
  expect([things.get("1"), things.get("2")]).toEqual([undefined, undefined]);
});

test("what is cleared, or deleted although the run before had put it, is gone", () => {
  open().records<object>("things", anything).put("1", {});
  state.records<object>("others", anything).put("1", {});
  state.close();
  open().records("things", anything).clear();
  state.records("others", anything).delete("1");
  state.close();
  open();
  expect([...state.records("things", anything).read(), ...state.records("others", anything).read()]).toEqual(
    [],
  );
});

test("one thing is read by its key, as it was written", async () => {
  const records = open().records<object>("things", anything);
  records.put("1", { name: "one" });
  await state.settled?.();
  expect([records.keys(), records.get("1"), records.get("2")]).toEqual([["1"], { name: "one" }, undefined]);
});

test("what happens while the cloud stops is not kept", async () => {
  const records = open().records<object>("things", anything);
  state.database.exec("CREATE TABLE items (id INTEGER)");
  records.put("1", {});
  state.end();
  records.put("2", {});
  state.begin();
  state.database.exec("INSERT INTO items VALUES (1)");
  let isTold = false;
  void state.settled?.()?.then(() => {
    isTold = true;
  });
  state.close();
  await new Promise(setImmediate);
  expect(isTold).toBe(false);
  open();
  expect([...state.records<object>("things", anything).read()]).toEqual([["1", {}]]);
  expect(state.database.prepare("SELECT * FROM items").all()).toEqual([]);
});

test("begins empty when asked, and when the file is of another version, which it says", () => {
  open().records<object>("things", anything).put("1", {});
  state.close();
  open(true);
  expect([...state.records<object>("things", anything).read()]).toEqual([]);
  state.close();
  const database = new DatabaseSync(stateFile(folder));
  database.exec("PRAGMA user_version = 999");
  database.close();
  open().records<object>("things", anything).put("2", {});
  const aside = `${folder}.version-999`;
  expect(state.dropped).toEqual([
    `everything: another version of the local cloud had written it, and it is in ${aside} now`,
  ]);
  expect(existsSync(stateFile(aside))).toBe(true);
  rmSync(aside, { recursive: true });
});

test("says once when the disk is full, goes on, and writes all of it when there is room", async () => {
  const things = open().records<{ text: string }>("things", anything);
  const others = state.records<{ text: string }>("others", anything);
  const room = (pages: number) => state.database.exec(`PRAGMA max_page_count = ${pages}`);
  const large = (text: string) => ({ text: text.repeat(100_000) });
  room(1);
  things.put("1", { text: "small" });
  others.put("1", large("a"));
  await state.settled?.();
  others.put("2", large("b"));
  await state.settled?.();
  expect(warnings).toEqual(["What happens now is lost at the next start: database or disk is full."]);
  expect([found("things"), found("others")]).toEqual([{}, {}]);
  room(1_000_000);
  others.delete("2");
  state.begin();
  await state.settled?.();
  expect([found("things"), found("others")]).toEqual([{ 1: { text: "small" } }, { 1: large("a") }]);
});

test("what the making of a record puts into others is written, too", async () => {
  const others = open().records<object>("others", anything);
  const things = state.records("things", anything, (thing: object) => {
    others.put("1", {});
    return thing;
  });
  things.put("1", {});
  await state.settled?.();
  await expect.poll(() => found("others")).toEqual({ 1: {} });
});

test("what cannot be kept does not keep anything else from being written", async () => {
  const records = open().records<object>("things", anything);
  records.put("1", { amount: 1n });
  records.put("2", {});
  await state.settled?.();
  expect(found("things")).toEqual({ 2: {} });
  expect(warnings).toEqual([expect.stringMatching(/^The record "1" of things cannot be kept: .*BigInt/)]);
});

test.each([
  ["{", "it cannot be read: Expected property name"],
  ["null", "it is not as this version writes it: Invalid input: expected object, received null"],
  ["5", "it is not as this version writes it: Invalid input: expected object, received number"],
  [null, "it is not as this version writes it: Invalid input: expected object, received null"],
  [
    '{"name":5}',
    "it is not as this version writes it: name: Invalid input: expected string, received number",
  ],
])("drops a record that is %j, and says so", async (value, why) => {
  const thing = z.object({ name: z.string().optional() });
  open().records("things", thing).put("2", {});
  await state.settled?.();
  state.database.prepare("INSERT INTO records (name, key, value) VALUES ('things', '1', ?)").run(value);
  state.close();
  const records = open().records("things", thing);
  expect([...records.read()]).toEqual([["2", {}]]);
  expect(state.dropped).toEqual([expect.stringContaining(`the record "1" of things: ${why}`)]);
  await state.settled?.();
  expect(records.keys()).toEqual(["2"]);
});

test("names a folder in the place of the file, which goes with all else when it starts empty", () => {
  mkdirSync(stateFile(folder), { recursive: true });

  expect(() => open()).toThrow(/state\.sqlite cannot be read: .* Start with --fresh-state to throw it away/);
  expect(() => open(true)).not.toThrow();
});

test("names the file that cannot be read, and what to do", () => {
  open();
  state.close();
  writeFileSync(stateFile(folder), "no database ".repeat(1000));
  expect(() => open()).toThrow(/state\.sqlite cannot be read: .* Start with --fresh-state to throw it away/);
  expect(open(true).dropped).toEqual([]);
});

test("a task that throws takes no other with it, and what tasks add comes behind them", async () => {
  const done: string[] = [];
  open().records<object>("things", anything).put("1", {});
  state.whenSettled(() => {
    state.whenSettled(() => done.push("added"));
    throw new Error("gone");
  });
  state.whenSettled(() => done.push("second"));
  await expect.poll(() => done).toEqual(["second", "added"]);
  expect(warnings).toEqual(["Something could not be sent: gone."]);
});

test("without a folder keeps nothing, and nobody waits", () => {
  state = openState({ warn: console.error });
  const records = state.records<object>("things", anything);
  records.put("1", {});
  expect([state.isKept, state.settled, [...records.read()]]).toEqual([false, undefined, []]);
});

test("room that nothing has any more is used again, and given back at a start where it is most of the file", async () => {
  const large = 10 * 1024 * 1024;
  open().records<object>("small", anything).put("1", { kept: true });
  const records = state.records<Uint8Array>("large", anything);
  for (let time = 0; time < 2; time++) {
    for (let one = 0; one < 4; one++) records.put(String(one), new Uint8Array(large));
    await state.settled?.();
    records.clear();
    await state.settled?.();
  }
  state.close();
  const { size } = statSync(stateFile(folder));
  expect(size).toBeGreaterThan(4 * large);
  expect(size).toBeLessThan(5 * large);

  open();
  expect(found("small")).toEqual({ 1: { kept: true } });
  state.close();
  expect(statSync(stateFile(folder)).size).toBeLessThan(large);
});
