import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ensurePlatform } from "../src/synth/platform.ts";
import { components } from "./components.ts";
import { coverageDocument } from "./document.ts";

const repo = join(import.meta.dirname, "../../..");

test("docs/coverage.md is what the emulators say (npm run coverage)", async () => {
  const written = readFileSync(join(repo, "docs/coverage.md"), "utf8");
  const document = await coverageDocument();
  expect(document).toBe(written);
  expect(document).not.toContain("Symbol(");
  expect(document).toContain("`integrationType`: Other integrations are not emulated");
});

test("every component that SST exports for AWS has a row", async () => {
  const platform = await ensurePlatform(repo, () => {});
  const folder = join(platform, "src/components/aws");
  const index = readFileSync(join(folder, "index.ts"), "utf8").split("// internal components")[0]!;
  const exported = [...index.matchAll(/from "\.\/([\w-]+)\.js"/g)].flatMap(([, file]) => {
    const source = readFileSync(join(folder, `${file}.ts`), "utf8");
    return [...source.matchAll(/^export class (\w+) extends/gm)].map(([, name]) => name!);
  });
  expect(Object.keys(components)).toEqual(exported.toSorted());
});
