import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { loadingFolder } from "./replace.ts";
import { findSnapshot, listSnapshots, loadSnapshot, saveBefore, saveSnapshot } from "./snapshots.ts";
import { filesFolder, openState, type State, stateFile, stateFolderOf } from "./state.ts";
import { summaryOf } from "./summary.ts";

const anything = z.looseObject({}).or(z.instanceof(Uint8Array));

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
const things = () => Object.fromEntries([...open().records<object>("things", anything).read()]);
const save = (name: string) => saveSnapshot({ stateFolder, localFolder }, name);

test("goes back to what was there, with its files, saved while more is written", async () => {
  const records = open().records<object>("things", anything);
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
  open().records<object>("things", anything).put("1", {});
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
    .records<object>("things", anything)
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

test("goes on with what was loading when a process was killed between the two renames", async () => {
  open().records<object>("things", anything).put("1", {});
  await state!.settled?.();
  const loaded = save("a");
  state!.records<object>("others", anything).put("2", {});
  state!.close();
  const loading = loadingFolder(stateFolder);
  mkdirSync(loading);
  copyFileSync(loaded.file, stateFile(loading));
  renameSync(stateFolder, `${stateFolder}.replaced`);
  expect(things()).toEqual({ 1: {} });
  expect([...state!.records<object>("others", anything).read()]).toEqual([]);
  expect([loading, `${stateFolder}.replaced`].filter((folder) => existsSync(folder))).toEqual([]);
});

test("throws away what was not whole yet, or not thrown away yet, and leaves the state", () => {
  open().records<object>("things", anything).put("1", {});
  state!.close();
  for (const folder of [loadingFolder(stateFolder), `${stateFolder}.replaced`]) {
    mkdirSync(folder);
    writeFileSync(stateFile(folder), "half of a database");
    expect(things()).toEqual({ 1: {} });
    state!.close();
    expect(existsSync(folder)).toBe(false);
  }
});

test("takes away what a process that was killed had begun to save, and nothing that may be being saved", () => {
  open();
  save("a");
  const folder = dirname(findSnapshot(localFolder, "a").file);
  const [old, now] = [join(folder, ".saving-old"), join(folder, ".saving-now")];
  for (const unfinished of [old, now]) mkdirSync(unfinished);
  utimesSync(old, 1, 1);
  save("b");
  expect([old, now].map((unfinished) => existsSync(unfinished))).toEqual([false, true]);
});
