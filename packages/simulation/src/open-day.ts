import { fork } from "node:child_process";
import { join } from "node:path";
import type { Job, WorkerStart } from "./job.ts";

/** Simulates a day in a process of its own, which then serves the console with it; ends this one when that ends. */
export const openDay = (start: WorkerStart, job: Job, port: number): Promise<never> => {
  const child = fork(
    join(import.meta.dirname, "open-worker.ts"),
    [JSON.stringify(start), JSON.stringify(job), String(port)],
    { execArgv: ["--max-semi-space-size=64"] },
  );
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
  return new Promise(() => child.once("exit", (code) => process.exit(code ?? 0)));
};
