import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const cli = join(import.meta.dirname, "cli.ts");

/** Runs the command as a person would. */
const make = (...args: string[]) =>
  new Promise<{ code: number; said: string; complained: string }>((resolve) => {
    execFile(process.execPath, [cli, ...args], (error, said, complained) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, said, complained });
    });
  });

test("tells what it would write, and writes nothing", async () => {
  const file = "events-schema/src/orders/loaf-burnt.v1.ts";

  expect(await make("event", "orders", "LoafBurnt", "--dry-run")).toEqual({
    code: 0,
    said: `would create ${file}\nwould change events-schema/src/index.ts\n`,
    complained: "",
  });
  expect(existsSync(join(import.meta.dirname, "../..", file))).toBe(false);
});

test("explains itself", async () => {
  expect((await make("--help")).said).toContain("service <name> [--consumes <Event>]");
  expect(await make("oven", "big")).toMatchObject({
    code: 2,
    complained: expect.stringContaining('"oven big" makes nothing.'),
  });
  expect(await make("event", "orders", "LoafBurnt", "--to", "OrderPlaced")).toMatchObject({
    code: 2,
    complained: expect.stringContaining("--to"),
  });
});

test("says why not, without its own stack", async () => {
  expect(await make("service", "orders")).toEqual({
    code: 1,
    said: "",
    complained: 'There is a package or slice "orders" already: use another name.\n',
  });
});
