import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startEngine } from "./engine.ts";
import { isInstalled } from "./server.ts";
import { simpleQuery } from "./statement.ts";

test("an engine that cannot open its files says so, and can be closed", async () => {
  const parent = mkdtempSync(join(tmpdir(), "engine-"));
  onTestFinished(() => rmSync(parent, { recursive: true }));
  const folder = join(parent, "a-file");
  writeFileSync(folder, "");
  const engine = startEngine({ folder, database: "app", user: "a", password: "b", setUp: "" });

  await expect(engine.exec(simpleQuery("SELECT 1"))).rejects.toThrow("a-file");
  await engine.close();
  await expect(engine.exec(simpleQuery("SELECT 1"))).rejects.toThrow("its thread has ended");
});

test("tells which packages an app has", () => {
  expect(isInstalled("@electric-sql/pglite")).toBe(true);
  expect(isInstalled("@electric-sql/none")).toBe(false);
});
