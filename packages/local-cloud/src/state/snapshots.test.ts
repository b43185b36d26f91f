import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findSnapshot, listSnapshots, loadSnapshot, saveBefore, saveSnapshot } from "./snapshots.ts";
import { filesFolder, openState, type State, stateFolderOf } from "./state.ts";
import { summaryOf } from "./summary.ts";

let localFolder: string;
let stateFolder: string;
let state: State | undefined;
beforeEach(() => {
  localFolder = mkdtempSync(join(tmpdir(), "snapshots-"));
  stateFolder = stateFolderOf(localFolder);
});
afterEach(() => {
  state?.close();
  rmSync(localFolder, { recursive: true });
});
const open = () => {
  state = openState({ folder: stateFolder, warn: console.error });
  return state;
};
const things = () => Object.fromEntries([...open().records<object>("things").read()]);
const save = (name: string) => saveSnapshot({ stateFolder, localFolder }, name);

test("goes back to what was there, with its files, saved while more is written", async () => {
  const records = open().records<object>("things");
  const file = join(filesFolder(stateFolder), "s3", "a");
  mkdirSync(join(file, ".."), { recursive: true });
  const bytes = Buffer.alloc(9 * 1024 * 1024, "x");
  writeFileSync(file, bytes);
  writeFileSync(join(file, "..", "empty"), "");
  records.put("1", { a: 1 });
  await state!.settled?.();
  records.put("2", {});
  const snapshot = save("first");
  expect(listSnapshots(localFolder)).toEqual([snapshot]);
  rmSync(file);
  state!.close();

  loadSnapshot(stateFolder, snapshot);
  expect(readFileSync(file).equals(bytes)).toBe(true);
  expect(existsSync(join(file, "..", "empty"))).toBe(true);
  expect(things()).toEqual({ 1: { a: 1 } });
});

test("refuses names that are taken, are none, or that no snapshot has", () => {
  expect(() => save("a")).toThrow(/There is no state in .* yet: start the local cloud once/);
  open();
  save("a");
  expect(() => save("a")).toThrow('There is a snapshot "a" already: remove it, or take another name.');
  expect(() => save("../a")).toThrow(/is no name of a snapshot/);
  expect(() => findSnapshot(localFolder, "b")).toThrow(/There is no snapshot "b" in .*; there are: a\./);
});

test("refuses what another version saved, and what is no snapshot, and leaves what is there", () => {
  open().records<object>("things").put("1", {});
  state!.close();
  const snapshot = save("a");
  const database = new DatabaseSync(snapshot.file);
  database.exec("PRAGMA user_version = 999");
  database.close();
  expect(() => loadSnapshot(stateFolder, snapshot)).toThrow(
    /"a" is of format 999, and this version of the local cloud reads format \d+: load it with the version that saved it/,
  );
  writeFileSync(snapshot.file, "no database");
  expect(() => loadSnapshot(stateFolder, snapshot)).toThrow(/is no snapshot of a local cloud/);
  expect(things()).toEqual({ 1: {} });
});

test("keeps the last few of those that are saved before something is lost", () => {
  open();
  save("mine");
  const names = new Set<string>();
  while (names.size < 5) {
    const taken = listSnapshots(localFolder).map(({ name }) => name);
    try {
      names.add(saveBefore({ stateFolder, localFolder }).name);
    } catch (error) {
      // Two within a millisecond.
      expect(taken).toContain(/"([^"]+)"/.exec((error as Error).message)?.[1]);
    }
  }
  const left = listSnapshots(localFolder).map(({ name }) => name);
  expect(left).toEqual(["mine", ...[...names].slice(-3)]);
});

test("does not let go of what is about to be loaded, nor of what a person has called so", () => {
  open();
  save("before-demo");
  const folder = dirname(findSnapshot(localFolder, "before-demo").file);
  const older = [1, 2, 3, 4].map((day) => `before-2026010${day}T120000-000`);
  for (const [at, name] of older.entries()) {
    const file = join(folder, `${name}.sqlite`);
    writeFileSync(file, "");
    utimesSync(file, at + 1, at + 1);
  }
  const saved = saveBefore({ stateFolder, localFolder }, findSnapshot(localFolder, older[0]!));
  const names = listSnapshots(localFolder).map(({ name }) => name);
  expect(names).toEqual([older[0], ...older.slice(-2), "before-demo", saved.name]);
});

test("refuses a snapshot that is damaged inside", () => {
  open()
    .records<object>("things")
    .put("1", { text: "x".repeat(100_000) });
  state!.close();
  const snapshot = save("a");
  const bytes = readFileSync(snapshot.file);
  writeFileSync(snapshot.file, bytes.fill(255, 8192, 12_288));
  expect(() => loadSnapshot(stateFolder, snapshot)).toThrow(/is no snapshot of a local cloud/);
});

test("tells what is in a state with records and tables that nobody made for it", () => {
  const { database } = open();
  database.exec(`CREATE TABLE "items_1 ""other" (item); INSERT INTO "items_1 ""other" VALUES ('{}')`);
  database.exec("INSERT INTO records (name, key, value) VALUES ('states/executions', '1', '{')");
  expect(summaryOf(database)).toBe("1 item");
});
