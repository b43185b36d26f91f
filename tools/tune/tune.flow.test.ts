import { execFile } from "node:child_process";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test, vi } from "vitest";
import { recordOnLaptop } from "./laptop.ts";
import { applyMemory } from "./memory.ts";

vi.setConfig({ testTimeout: 240_000 });

const cli = async (...args: string[]) => {
  const file = join(import.meta.dirname, "cli.ts");
  return promisify(execFile)(process.execPath, [file, ...args]).then(
    ({ stdout }) => ({ code: 0, said: stdout }),
    ({ code, stderr }: { code: number; stderr: string }) => ({ code, said: stderr }),
  );
};

test("records what orders bring to a function: waiting, work, and an event to send again", async () => {
  const said: string[] = [];
  const { samples, payload, memoryMb } = await recordOnLaptop("AuthorizePayment", {
    times: 2,
    say: (line) => said.push(line),
  });

  expect(memoryMb).toBe(512);
  expect(samples).toHaveLength(2);
  for (const { ms, cpuMs } of samples) {
    expect(cpuMs).toBeGreaterThan(0);
    expect(ms).toBeGreaterThan(0);
  }
  expect(payload).toContain("PaymentRequested");
  expect(said.at(-1)).toBe("2 of 2 orders");
});

test("says which functions orders invoke, where one is not among them", async () => {
  await expect(recordOnLaptop("ImportMenu", { times: 1, say: () => {} })).rejects.toThrow(
    /Nothing on the way of an order invokes ImportMenu\. Give it an event with --payload <file>, or take one of .*PlaceOrder/,
  );
});

test("the file has what is not usual, in order", async () => {
  const file = join(await mkdtemp(join(tmpdir(), "memory-")), "memory.json");
  await writeFile(file, '{ "PlaceOrder": 1024 }');
  await applyMemory("Audit", 256, file);
  expect(await readFile(file, "utf8")).toBe('{\n  "Audit": 256,\n  "PlaceOrder": 1024\n}\n');
  await applyMemory("PlaceOrder", 512, file);
  expect(JSON.parse(await readFile(file, "utf8"))).toEqual({ Audit: 256 });
});

test.each([
  [[], "Name one function"],
  [["PlaceOrder", "Audit"], "Name one function"],
  [["PlaceOrder", "--memory", "12"], '--memory "12" are no sizes'],
  [["PlaceOrder", "--times", "0"], "--times takes a whole number"],
  [["PlaceOrder", "--aim", "beauty"], "--aim takes balanced, cost, speed"],
  [["PlaceOrder", "--payload", "nowhere.json"], "there is no such file"],
  [["PlaceOrder", "--stage", "prod"], "so not on prod"],
  [["PlaceOrder", "--fast"], "Unknown option '--fast'"],
])("refuses %j", async (args, message) => {
  const { code, said } = await cli(...args);
  expect(code).toBe(2);
  expect(said).toContain(message);
  expect(said).toContain("Usage: npm run tune");
});
