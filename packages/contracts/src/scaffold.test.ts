import { cp, mkdir, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadContracts } from "@sourdough/events-schema/repository";
import { afterEach, beforeEach, expect, test } from "vitest";
import { judgeContracts } from "./check/check.ts";
import { register } from "./registry/register.ts";
import { readRegistry } from "./registry/registry.ts";
import { workingTree } from "./registry/store.ts";
import { scaffold } from "./scaffold.ts";

const repository = join(import.meta.dirname, "../../..");
let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "contracts-"));
  await cp(join(repository, "events-schema"), join(root, "events-schema"), { recursive: true });
  await cp(join(repository, "tsconfig.base.json"), join(root, "tsconfig.base.json"));
  await symlink(join(repository, "node_modules"), join(root, "node_modules"));
  await mkdir(join(root, "services/inventory"), { recursive: true });
});
afterEach(() => rm(root, { recursive: true, force: true }));

const check = async () => {
  const { contracts, problems } = await loadContracts(root);
  const registry = await readRegistry(workingTree(root));
  const usageOf = () => ({ publishers: [], consumers: [] });
  const judged = judgeContracts({ contracts, registry, usageOf, today: "2026-11-24" });
  return { contracts, problems: [...problems, ...judged.problems] };
};

test("starts an event that lacks nothing but its registration", async () => {
  const file = await scaffold(root, "inventory", "LoafBaked", "2026-11-24");

  expect(file).toBe("events-schema/src/inventory/loaf-baked.v1.ts");
  const { contracts, problems } = await check();
  expect(problems.map(({ subject, rule }) => `${subject} ${rule}`)).toEqual([
    "LoafBaked v1 of sourdough.inventory is not registered",
  ]);
  await expect(register(workingTree(root), contracts)).resolves.toEqual([
    "sourdough.inventory/LoafBaked.v1.json",
  ]);
  expect((await check()).problems).toEqual([]);
});

test.each(["LoafBaked", "StockReleasedAgain", "ApronWashed", "ZwiebackSold"])(
  "exports %s where its file belongs",
  async (name) => {
    const file = await scaffold(root, "inventory", name, "2026-11-24");

    const text = await readFile(join(root, "events-schema/src/index.ts"), "utf8");
    const paths = [...text.matchAll(/from "(\.\/[^"]+)"/g)].map(([, path]) => path);
    expect(paths).toContain(file.replace("events-schema/src/", "./"));
    expect(paths).toEqual([...paths].sort());
    expect(text).toContain(`\nexport { ${name} } from "`);
  },
);

test.each([
  ["inventory", "loaf-baked", "no name of an event: use Pascal case and the past, such as LoafSold"],
  ["bakery", "LoafBaked", 'there is no service "bakery"'],
  ["../inventory", "LoafBaked", "there is no service"],
  ["inventory", "StockLow", "events-schema/src/inventory/stock-low.v1.ts is there already"],
  ["inventory", "OrderPlaced", "exports a OrderPlaced already"],
])("refuses %s %s", async (domain, name, reason) => {
  await expect(scaffold(root, domain, name, "2026-11-24")).rejects.toThrow(reason);
});
