import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { faultLevels } from "../src/faults.ts";
import type { Job } from "../src/job.ts";
import { prepare } from "../src/prepare.ts";
import { startWorkers, type Workers } from "../src/workers.ts";

const root = join(import.meta.dirname, "../../..");
let one: Workers;
let other: Workers;
beforeAll(async () => {
  const start = await prepare(root);
  [one, other] = await Promise.all([startWorkers(1, start), startWorkers(1, start)]);
});
afterAll(() => {
  one?.stop();
  other?.stop();
});

const day = (seed: number, level: string, orders = 10): Job => ({ seed, orders, rates: faultLevels[level]! });

test("the same seed is the same day in another process, whatever it simulated before", async () => {
  // On this one the whole cloud is killed.
  const first = await one.run(day(11, "heavy"));
  await other.run(day(2, "light"));
  const again = await other.run(day(11, "heavy"));
  expect(again).toEqual(first);
  expect(first.faults).toContain("restart:cloud:1");
  expect(first.faults.length).toBeGreaterThan(20);
  expect((await one.run(day(3, "heavy"))).hash).not.toBe(first.hash);
});

test("nothing breaks, whatever goes wrong", async () => {
  const seeds = Array.from({ length: 4 }, (_, index) => 10 + index);
  const reports = await Promise.all(
    seeds.map((seed, index) => [one, other][index % 2]!.run(day(seed, "heavy", 12))),
  );
  expect(reports.flatMap(({ wrong }) => wrong)).toEqual([]);
  expect(reports.map(({ orders }) => orders)).toEqual([12, 12, 12, 12]);
  const faults = reports.flatMap((report) => report.faults);
  expect(faults.some((fault) => fault.startsWith("deploy:"))).toBe(true);
  expect(faults).toContain("restart:cloud:1");
});

test("the console shows a day that is over", async () => {
  const options = ["--seed", "2", "--orders", "2", "--faults", "light", "--open", "--console-port", "0"];
  const child = spawn(process.execPath, [join(import.meta.dirname, "../src/cli.ts"), ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    let said = "";
    for await (const piece of child.stdout) {
      said += piece;
      if (said.includes("\n")) break;
    }
    const url = /http:\/\/\S+/.exec(said)?.[0];
    expect(url).toBeDefined();
    // The days of this process have the folder without a number.
    expect(existsSync(join(root, ".local/simulation-2/bundles"))).toBe(true);
    const answer = await fetch(new URL("/api/traces", url));
    const { traces } = (await answer.json()) as { traces: unknown[] };
    expect(traces.length).toBeGreaterThan(2);
    // What the day left behind does not get older.
    const clock = (await (await fetch(new URL("/api/clock", url))).json()) as { now: number };
    expect(new Date(clock.now).toISOString()).toMatch(/^2026-01-12T/);
  } finally {
    child.kill();
  }
});
