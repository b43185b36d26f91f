import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createLogFiles } from "./logs.ts";

const setUp = () => {
  const folder = mkdtempSync(join(tmpdir(), "logs-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const textOf = (file: string) => readFileSync(join(folder, file), "utf8");
  /** As a moment writes them. */
  const write = (files: ReturnType<typeof createLogFiles>, ...lines: string[]) => {
    for (const line of lines) files.write("Bake", line);
    files.stop();
  };
  return { folder, textOf, write };
};

test("a file that is full makes place for the next, and the one before that goes", async () => {
  const { folder, textOf } = setUp();
  const files = createLogFiles(folder, 12);
  const written = async (line: string) => {
    files.write("Bake", line);
    await expect.poll(() => textOf("Bake.log")).toContain(line);
  };
  for (const line of ["one", "two", "three", "four", "five"]) await written(line);
  expect(readdirSync(folder).sort()).toEqual(["Bake.log", "Bake.log.1"]);
  expect([textOf("Bake.log.1"), textOf("Bake.log")]).toEqual(["three\nfour\n", "five\n"]);
  files.stop();
});

test("a start begins with empty files", () => {
  const { folder, textOf, write } = setUp();
  write(createLogFiles(folder), "of the run before");
  write(createLogFiles(folder), "new");
  expect(textOf("Bake.log")).toBe("new\n");
});
