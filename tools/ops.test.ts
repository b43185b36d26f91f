import { execFile } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const ops = (...args: string[]) =>
  new Promise<{ code: number; said: string }>((resolve) => {
    execFile(process.execPath, [join(import.meta.dirname, "ops.ts"), ...args], (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), said: stdout + stderr }),
    );
  });

test("says how it is used", async () => {
  const { code, said } = await ops("--help");

  expect(code).toBe(0);
  for (const option of ["--from", "--to", "--no-switch", "--rollback", "--give-up", "--json", "--stage"])
    expect(said).toContain(option);
});

test.each([
  [["rebuild"], "rebuild takes one of SalesProjection."],
  [["rebuild", "Nobody"], "rebuild takes one of SalesProjection."],
  [["rebuild", "SalesProjection", "--from", "yesterday"], "--from yesterday is no time"],
  [["rebuild", "SalesProjection", "--from", "2026-11-31"], "--from 2026-11-31 is no time"],
  [
    ["rebuild", "SalesProjection", "--from", "2026-11-02", "--to", "2026-11-01"],
    "--from must be before --to.",
  ],
  [["rebuild", "SalesProjection", "--rollback", "--give-up"], "exclude each other"],
  [["audit", "--json"], "audit takes no --json."],
  [["audit", "twice"], "audit takes no twice."],
  [["bake"], 'There is no command "bake".'],
])("refuses %j as wrong usage", async (args, says) => {
  const { code, said } = await ops(...args);

  expect(code).toBe(2);
  expect(said).toContain(says);
});
