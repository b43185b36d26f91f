import { mkdtempSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { ObjectContent } from "./content.ts";
import { createFiles, type StoredFile } from "./files.ts";

const folderOf = () => join(mkdtempSync(join(tmpdir(), "files-")), "s3");
async function* chunks(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}
const look = () => {};
const nothingKept = { files: undefined, settled: undefined };

test("a start finds nothing of the run before", async () => {
  const folder = folderOf();
  await mkdir(folder);
  await writeFile(join(folder, "left"), "x");
  const files = createFiles(folder, nothingKept);
  const { path } = await files.write(chunks("a", "b"), look);
  expect(await readdir(folder)).toHaveLength(1);
  expect(await readFile(path, "utf8")).toBe("ab");
});

test("nothing is left of what breaks off, at the start or later", async () => {
  const folder = folderOf();
  const files = createFiles(folder, nothingKept);
  async function* breaking(count: number) {
    for (let sent = 0; sent < count; sent++) yield Buffer.alloc(100_000);
    throw new Error("gone");
  }
  for (const count of [0, 1, 5]) await expect(files.write(breaking(count), look)).rejects.toThrow("gone");
  const refuse = () => {
    throw new Error("refused");
  };
  await expect(files.write(chunks("a"), refuse)).rejects.toThrow("refused");
  expect(await readdir(folder)).toEqual([]);
});

test("a file stays as long as somebody holds it, or reads it", async () => {
  const folder = folderOf();
  const files = createFiles(folder, nothingKept);
  const file = await files.write(chunks("0123456789"), look);
  files.hold([file]);
  files.hold([file]);
  files.release([file]);
  const reading = new ObjectContent(files, [file], { start: 2, end: 5 })[Symbol.asyncIterator]();
  expect((await reading.next()).value?.toString()).toBe("234");
  files.release([file]);
  expect(await readdir(folder)).toHaveLength(1);
  await reading.next();
  await expect.poll(() => readdir(folder)).toEqual([]);
});

test("a range runs through several files", async () => {
  const files = createFiles(folderOf(), nothingKept);
  const segments: StoredFile[] = [];
  for (const text of ["abc", "d", "efgh"]) segments.push(await files.write(chunks(text), look));
  const read = (start: number, end: number) =>
    new ObjectContent(files, segments, { start, end }).transformToString();
  for (const file of segments) files.hold([file]);
  expect(await Promise.all([read(0, 8), read(2, 5), read(3, 4), read(8, 8)])).toEqual([
    "abcdefgh",
    "cde",
    "d",
    "",
  ]);
  expect(JSON.stringify(new ObjectContent(files, segments))).toBe('{"bytes":8}');
});

test.each(["../outside", "..", "/etc/passwd", "..\\outside"])(
  "a file of another run that is called %s is in the folder",
  (name) => {
    const folder = folderOf();
    const { path } = createFiles("", { files: folder, settled: undefined }).find({ name, size: 1 });
    expect(dirname(path)).toBe(join(folder, "s3"));
  },
);
