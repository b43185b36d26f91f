import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { mistakes } from "./mistakes.ts";

test.each(mistakes.map((mistake) => [mistake.name, mistake] as const))("%s can be planted", (_, mistake) => {
  const source = readFileSync(join(import.meta.dirname, "../../..", mistake.file), "utf8");
  expect(source.split(mistake.find)).toHaveLength(2);
});
