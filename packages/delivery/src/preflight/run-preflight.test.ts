import { join } from "node:path";
import { expect, test } from "vitest";
import type { Gate } from "./gates.ts";
import { gates } from "./gates.ts";
import { runPreflight } from "./run-preflight.ts";

const root = join(import.meta.dirname, "../../../..");
const gate = (name: string, code: string): Gate => ({
  name,
  what: `is ${name}`,
  command: ["node", "-e", code],
});

test("runs every gate whatever fails before it, and ends with a table", async () => {
  const said: string[] = [];
  const code = await runPreflight({
    root,
    base: "HEAD",
    gates: () => [gate("bad", "process.exit(3)"), gate("good", "")],
    say: (line) => said.push(line),
  });

  expect(code).toBe(1);
  expect(said.at(-1)).toMatch(/^✗ +bad +\d+ +is bad$/m);
  expect(said.at(-1)).toMatch(/^✓ +good +\d+ +is good$/m);
});

test("passes when all gates do, and runs only what is asked for", async () => {
  const said: string[] = [];
  const options = { root, base: "HEAD", say: (line: string) => said.push(line) };
  const two = () => [gate("bad", "process.exit(3)"), gate("good", "")];

  expect(await runPreflight({ ...options, gates: two, only: ["good"] })).toBe(0);
  expect(said.join("\n")).not.toContain("bad");
  await expect(runPreflight({ ...options, only: ["great"] })).rejects.toThrow(
    '"great" is no gate: name one of signatures,',
  );
  await expect(runPreflight({ ...options, base: "no-such-branch" })).rejects.toThrow(
    'git does not know "no-such-branch"',
  );
});

test("with a stage, says what would be deployed there", () => {
  expect(gates("main").map(({ name }) => name)).not.toContain("deploy");
  expect(gates("main", "prod").at(-1)?.command).toEqual([
    "npm",
    "run",
    "--silent",
    "deploy",
    "--",
    "--stage",
    "prod",
    "--dry-run",
  ]);
});
