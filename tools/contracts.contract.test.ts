import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

// A process each, on a machine that runs other tests as well.

const cli = join(import.meta.dirname, "contracts.ts");

/** Runs the command as a person would. */
const contracts = (...args: string[]) =>
  new Promise<{ code: number; said: string; complained: string }>((resolve) => {
    execFile(process.execPath, [cli, ...args], (error, said, complained) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, said, complained });
    });
  });

test("the contracts of this repository are sound and registered", async () => {
  const { code, said } = await contracts("check");

  expect(said).toMatch(/^\d+ events in \d+ versions: 0 broken, 0 other problems$/m);
  expect(code).toBe(0);
});

test("explains itself", async () => {
  expect((await contracts("--help")).said).toContain("check [--against <git ref>]");
  expect(await contracts("bake")).toMatchObject({
    code: 2,
    complained: expect.stringContaining('There is no command "bake".'),
  });
  expect(await contracts("check", "--loudly")).toMatchObject({
    code: 2,
    complained: expect.stringContaining("--loudly"),
  });
});

test("says so when git does not know what to compare with", async () => {
  expect(await contracts("check", "--against", "no-such-branch")).toMatchObject({
    code: 2,
    complained: 'git does not know "no-such-branch": name a branch, a tag or a commit, and fetch it first\n',
  });
});

test("answers whether a project may ship, by its exit code too", async () => {
  const { code, said } = await contracts("can-i-deploy", "platform", "--stage", "staging");

  expect(said).toBe("✓ platform may ship to staging\n");
  expect(code).toBe(0);
  const deployed = ["platform", "web", ...readdirSync(join(import.meta.dirname, "../services"))].sort();
  expect(await contracts("can-i-deploy", "bakery")).toMatchObject({
    code: 2,
    complained: `"bakery" is not deployed on its own: name one of ${deployed.join(", ")}\n`,
  });
  expect(await contracts("can-i-deploy", "orders", "--stage", "ann")).toMatchObject({
    code: 2,
    complained: expect.stringContaining('Stage "ann" is a personal one, deployed whole'),
  });
});
