import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Figure } from "../report.ts";
import type { Benchmark } from "./benchmark.ts";

const script = fileURLToPath(new URL("../journal.bench.ts", import.meta.url));

/** The journal alone, filled with 100,000 hops: what they weigh, and how long an order takes to be found. */
export const journal: Benchmark = async ({ progress }) => {
  progress("recording 100,000 hops at 40 orders a second");
  const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", script, "--json"]);
  return JSON.parse(stdout) as Figure[];
};
