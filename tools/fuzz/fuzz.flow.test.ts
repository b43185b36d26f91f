import { expect, test } from "vitest";
import { fuzz } from "./fuzz.ts";

const attacks = 1000;

test("nothing that is sent to any port breaks the system", { timeout: 600_000 }, async () => {
  const { findings, sent, answers, orders } = await fuzz({ seed: 7, attacks });

  expect(findings).toEqual([]);
  // It attacked what it says it attacks.
  expect(Object.values(sent).reduce((sum, count) => sum + count, 0)).toBe(attacks);
  expect(answers["2xx"]).toBeGreaterThan(50);
  expect(answers["4xx"]).toBeGreaterThan(200);
  expect(orders).toBeGreaterThan(3);
});
