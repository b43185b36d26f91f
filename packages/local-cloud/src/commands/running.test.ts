import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { takeLock } from "../boot/lock.ts";
import { findRunning } from "./running.ts";

test("asks nobody elsewhere, whatever the file with the addresses says", async () => {
  const folder = mkdtempSync(join(tmpdir(), "running-"));
  const free = await takeLock(folder);
  const consoleUrl = "http://console.example.com:4567";
  writeFileSync(
    join(folder, "outputs.json"),
    JSON.stringify({ consoleUrl, awsEndpoint: "http://127.0.0.1:4566" }),
  );

  await expect(findRunning({ "local-folder": folder })).rejects.toThrow(
    `outputs.json names ${consoleUrl}, which is not on this machine`,
  );
  await free();
});
