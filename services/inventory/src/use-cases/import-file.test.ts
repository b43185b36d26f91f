import { expect, test } from "vitest";
import { importId, portsInMemory } from "../../test/fakes.ts";
import { columnNames } from "../domain/import-layout.ts";
import { problemsKey, uploadKey } from "../domain/menu-file.ts";
import { closeImport } from "./close-import.ts";
import { endImport } from "./end-import.ts";
import { importBatch } from "./import-batch.ts";
import { offerProblems, offerUpload } from "./offer-files.ts";
import { openImport } from "./open-import.ts";

const header = "sku,name,category,priceCents,allergens,store-1";
const file = [
  header,
  "butter-croissant,Butter croissant,pastry,280,gluten milk,12",
  "rye,Dark rye,bread,580,gluten,5",
  "rye,Rye again,bread,580,gluten,5",
  "bun,=cmd,bread,two,gluten,5",
  "",
].join("\n");

const key = uploadKey(importId);
const uploaded = (text: string) => portsInMemory({ [key]: { text, fileName: "November.csv" } });
const opened = { key, versionId: "1", execution: "arn:one" };
/** As the ItemReader has them: commas are enough here. */
const rowsOf = (text: string) =>
  text.split("\n").map((line, row) => {
    const cells = line.split(",");
    return { row, cells: columnNames.map((_, at) => cells[at] ?? "") };
  });

const start = async (text = file) => {
  const all = uploaded(text);
  const found = await openImport(all.ports, opened);
  if (found.outcome !== "IMPORT") throw new Error(`It is ${found.outcome}.`);
  const batch = (from: number, to: number) =>
    importBatch(all.ports, { importId, layout: found.layout, rows: rowsOf(text).slice(from, to) });
  return { ...all, batch, close: () => closeImport(all.ports, { importId }) };
};

test("imports a file in batches, and tells what did not go in", async () => {
  const { batch, close, found, state, written } = await start();

  await expect(batch(0, 3)).resolves.toEqual({ rows: 2, changed: 2, refused: 0 });
  await expect(batch(3, 6)).resolves.toEqual({ rows: 2, changed: 0, refused: 2 });
  await expect(close()).resolves.toEqual({ status: "DONE" });
  expect(state().products.map(({ sku }) => sku)).toEqual(["butter-croissant", "rye"]);
  expect(found(importId)).toMatchObject({
    fileName: "November.csv",
    status: "DONE",
    totalRows: 4,
    rows: 4,
    changed: 2,
    refused: 2,
    problems: [
      { line: 4, column: "sku" },
      { line: 5, column: "name" },
      { line: 5, column: "priceCents" },
    ],
  });
  expect(written.get(problemsKey(importId))).toContain("looks like a formula");
});

test("counts a row once, whatever is tried again", async () => {
  const { batch, close, found, ports } = await start();
  const { count } = ports.imports;
  let attempts = 0;
  // The function dies when the rows are written, and before they are counted.
  ports.imports.count = async (...args) => {
    if (attempts++ === 0) throw new Error("The worker died.");
    return count(...args);
  };

  await expect(batch(0, 3)).rejects.toThrow("died");
  await expect(batch(0, 3)).resolves.toEqual({ rows: 2, changed: 2, refused: 0 });
  await batch(0, 3);
  await batch(3, 6);
  await close();
  await close();
  expect(found(importId)).toMatchObject({ status: "DONE", rows: 4, changed: 2, refused: 2 });
});

test("changes nothing when the same file comes again", async () => {
  const all = uploaded(file);
  const again = "imp-01JD7Q2Z8M4V6T0K9X3C5B7N1B";
  const import_ = async (id: string) => {
    const found = await openImport(
      { ...all.ports, files: { ...all.ports.files, read: () => all.ports.files.read(key, "1") } },
      { ...opened, key: uploadKey(id) },
    );
    if (found.outcome !== "IMPORT") throw new Error("refused");
    return importBatch(all.ports, { importId: id, layout: found.layout, rows: rowsOf(file) });
  };

  await expect(import_(importId)).resolves.toMatchObject({ changed: 2 });
  await expect(import_(again)).resolves.toEqual({ rows: 4, changed: 0, refused: 2 });
});

test("is begun by one execution, and goes on when that one is tried again", async () => {
  const { ports } = uploaded(file);

  await expect(openImport(ports, opened)).resolves.toMatchObject({ outcome: "IMPORT" });
  await expect(openImport(ports, { ...opened, execution: "arn:two" })).resolves.toEqual({
    outcome: "TAKEN",
    importId,
  });
  await expect(openImport(ports, opened)).resolves.toMatchObject({ outcome: "IMPORT", delimiter: "COMMA" });
});

test("ends at once when the file is no menu", async () => {
  const { ports, found } = uploaded("PK");

  await expect(openImport(ports, opened)).resolves.toEqual({ outcome: "REFUSED", importId });
  expect(found(importId)).toMatchObject({
    status: "REFUSED",
    reason: expect.stringContaining("ZIP archive"),
    problems: [{ line: 1 }],
  });
  await expect(closeImport(ports, { importId })).resolves.toEqual({ status: "REFUSED" });
});

test.each(["uploads/menu.csv", "uploads/imp-1.csv", `results/${importId}.csv`])(
  "fails about %s, which is no upload, for a person to see",
  async (name) => {
    const { ports } = uploaded(file);

    await expect(openImport(ports, { ...opened, key: name })).rejects.toThrow("is not the name of an upload");
  },
);

test("is unfinished when rows were not looked at", async () => {
  const { batch, close } = await start();
  await batch(0, 3);

  await expect(close()).resolves.toEqual({ status: "UNFINISHED" });
  // A batch that comes too late is imported, but counted no more.
  await expect(batch(3, 6)).resolves.toMatchObject({ rows: 2 });
  await expect(close()).resolves.toEqual({ status: "UNFINISHED" });
});

test("is ended when its execution was stopped, and by nothing that another execution did", async () => {
  const { batch, ports, found } = await start();
  await batch(0, 3);

  await expect(endImport(ports, { key, execution: "arn:two" })).resolves.toEqual({ status: "NONE" });
  await expect(endImport(ports, { key: "uploads/menu.csv", execution: "arn:one" })).resolves.toEqual({
    status: "NONE",
  });
  expect(found(importId)).toMatchObject({ status: "RUNNING" });
  for (let time = 0; time < 2; time++)
    await expect(endImport(ports, { key, execution: "arn:one" })).resolves.toEqual({ status: "UNFINISHED" });
  expect(found(importId)).toMatchObject({ status: "UNFINISHED", rows: 2 });
});

test("is not there to be ended when its execution was stopped before it began", async () => {
  const { ports } = uploaded(file);

  await expect(endImport(ports, { key, execution: "arn:one" })).resolves.toEqual({ status: "NONE" });
});

test("refuses a row that takes back what orders hold, and names its line", async () => {
  const { batch, ports, close, found } = await start(`${header}\nrye,Rye,bread,580,gluten,3`);
  ports.catalogue.load = async () => ({
    stores: [],
    products: [],
    stock: [{ storeId: "store-1", sku: "rye", delivered: 10, onHand: 4, reserved: 1, sold: 5 }],
  });

  await expect(batch(0, 2)).resolves.toEqual({ rows: 1, changed: 0, refused: 1 });
  await close();
  expect(found(importId)).toMatchObject({
    problems: [{ line: 2, column: "store-1", reason: expect.stringContaining("State at least 6") }],
  });
});

test("does not go on when the reader of rows and the first look disagree", async () => {
  const { ports } = await start();
  const layout = {
    columns: ["sku"],
    firstRow: 1,
    breaks: [],
    marked: [{ row: 1, sku: "rye", reason: "It is there twice." }],
  };
  const rows = [{ row: 1, cells: ["butter-croissant"] }];

  await expect(importBatch(ports, { importId, layout, rows })).rejects.toThrow("do not agree");
});

test("gives forms and addresses to staff alone", async () => {
  const { ports } = portsInMemory();
  const id = "imp-01JD7Q2Z8M4V6T0K9X3C5B0001";

  await expect(offerUpload(ports, { groups: ",staff,", fileName: "a.csv" })).resolves.toEqual({
    importId: id,
    url: "https://files.example/",
    fields: { key: uploadKey(id) },
  });
  await expect(offerProblems(ports, { groups: ",x,staff,", importId })).resolves.toEqual({
    url: `https://files.example/${problemsKey(importId)}`,
  });
  for (const groups of ["", ",,", ",staffing,"]) {
    await expect(offerUpload(ports, { groups, fileName: "a.csv" })).resolves.toEqual({
      refusal: "staff_only",
    });
    await expect(offerProblems(ports, { groups, importId })).resolves.toEqual({ refusal: "staff_only" });
  }
});
