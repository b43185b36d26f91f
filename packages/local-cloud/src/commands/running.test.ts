import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { takeLock } from "../boot/lock.ts";
import { CommandError } from "./command.ts";
import { findRunning } from "./running.ts";

let folder: string;
let file: string;
let free: () => Promise<void>;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "running-"));
  file = join(folder, "outputs.json");
  free = await takeLock(folder);
});
afterEach(async () => {
  await free();
  rmSync(folder, { recursive: true });
});

const url = "http://127.0.0.1:4566";
const refusal = async () => {
  const error = await findRunning({ "local-folder": folder }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(CommandError);
  return (error as Error).message;
};

test("asks nobody elsewhere, whatever the file with the addresses says", async () => {
  const consoleUrl = "http://console.example.com:4567";
  writeFileSync(file, JSON.stringify({ consoleUrl, awsEndpoint: url, webUrl: url, region: "eu-west-1" }));

  expect(await refusal()).toContain(`outputs.json names ${consoleUrl}, which is not on this machine`);
});

test.each([
  ["nothing", ""],
  ["half of it", '{"awsEndpoint": "http://127'],
  ["no addresses", "{}"],
  ["no object", "null"],
  ["what is no address", JSON.stringify({ consoleUrl: "x", awsEndpoint: url, webUrl: url, region: "a" })],
])("says which file to make anew, and how, when it has %s", async (_, text) => {
  writeFileSync(file, text);

  const said = await refusal();
  expect(said.startsWith(`${file} `)).toBe(true);
  expect(said).toMatch(/Start the local cloud again, which writes it anew\.$/);
});

test("says so when a folder has the place of the file", async () => {
  mkdirSync(file);

  expect(await refusal()).toMatch(/outputs\.json cannot be read: EISDIR.*Start the local cloud again/);
});
