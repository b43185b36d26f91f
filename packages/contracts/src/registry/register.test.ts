import { expect, test } from "vitest";
import * as z from "zod";
import { BreadBinned, inFile, memoryStore, withData } from "../testing.ts";
import { register } from "./register.ts";
import { readRegistry } from "./registry.ts";

const file = "sourdough.inventory/BreadBinned.v1.json";
const optional = withData({ oven: z.int().describe("Number of the oven.").optional() });
const contracts = [inFile(BreadBinned)];

const problemsIn = async (files: Record<string, string>) =>
  (await readRegistry(memoryStore(files))).problems.map(({ subject, rule }) => `${subject} ${rule}`);

test("writes a version once", async () => {
  const store = memoryStore();

  expect(await register(store, contracts)).toEqual([file]);
  const first = { ...store.files };
  expect(await register(store, contracts)).toEqual([]);
  expect(store.files).toEqual(first);
  expect(JSON.parse(first[file] ?? "")).toMatchObject({
    title: "BreadBinned v1 of sourdough.inventory",
    properties: { data: { properties: { reason: { enum: ["dry", "burnt"] } } } },
  });
  expect(await problemsIn(first)).toEqual([]);
});

test("does not take other words for a change", async () => {
  const store = memoryStore();
  await register(store, contracts);
  const reworded = withData({ reason: z.union([z.literal("burnt"), z.literal("dry")]).describe("Why.") });

  expect(await register(store, [inFile(reworded)])).toEqual([]);
});

test("writes a compatible change as a revision beside what is there", async () => {
  const store = memoryStore();
  await register(store, contracts);
  const first = store.files[file];

  expect(await register(store, [inFile(optional)])).toEqual(["sourdough.inventory/BreadBinned.v1.r2.json"]);
  expect(store.files[file]).toBe(first);
  expect(await problemsIn(store.files)).toEqual([]);
});

test("refuses a change that breaks, and writes nothing", async () => {
  const store = memoryStore();
  await register(store, contracts);
  const before = { ...store.files };
  const broken = withData({ oven: z.int().describe("Number of the oven.") }, { oven: 1 });

  await expect(register(store, [inFile(broken)])).rejects.toThrow(
    "BreadBinned v1 of sourdough.inventory breaks what is registered, which never changes; npm run contracts -- check says how",
  );
  expect(store.files).toEqual(before);
});

test("keeps the last day of a deprecated version", async () => {
  const store = memoryStore();
  const lifecycle = { status: "deprecated", since: "2026-01-01", removeAfter: "2027-01-31" } as const;
  await register(store, [inFile({ ...BreadBinned, lifecycle })]);

  expect((await readRegistry(store)).lock.removeAfter).toEqual({
    "sourdough.inventory/BreadBinned.v1": "2027-01-31",
  });
  await register(store, contracts);
  expect((await readRegistry(store)).lock.removeAfter).toEqual({});
});

test("notices what was done by hand", async () => {
  const store = memoryStore();
  await register(store, contracts);
  const { files } = store;
  const where = `events-schema/registered/${file}`;
  const edited = { ...files, [file]: (files[file] ?? "").replace('"burnt"', '"charred"') };

  expect(await problemsIn(edited)).toEqual([
    `${where} was changed by hand: a registered version never changes`,
  ]);
  await expect(register(memoryStore(edited), contracts)).rejects.toThrow("was changed by hand");
  expect(await problemsIn({ ...files, [file]: "not JSON" })).toEqual([
    `${where} was changed by hand: a registered version never changes`,
  ]);
  expect(await problemsIn({ ...files, "sourdough.inventory/Bread.v1.json": "{}" })).toEqual([
    "events-schema/registered/sourdough.inventory/Bread.v1.json is not in lock.json: registered versions are written by the command alone",
  ]);
  expect(await problemsIn({ "lock.json": files["lock.json"] ?? "" })).toEqual([
    `${where} is gone: a registered version stays, since events of it may be in archives and dead-letter queues`,
  ]);
  expect(await problemsIn({ ...files, "lock.json": "<<<<<<< HEAD" })).toContain(
    "events-schema/registered/lock.json is no lock of registered versions",
  );
});

test("does not mind another layout of the same schema", async () => {
  const store = memoryStore();
  await register(store, contracts);
  const compact = JSON.stringify(JSON.parse(store.files[file] ?? ""));

  expect(await problemsIn({ ...store.files, [file]: compact })).toEqual([]);
});
