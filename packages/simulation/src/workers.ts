import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { Job, Report, WorkerStart } from "./job.ts";

/** Processes that simulate, one day at a time each. */
export interface Workers {
  readonly count: number;
  /** Rejects when the process ends. */
  run(job: Job): Promise<Report>;
  stop(): void;
}

const answerOf = (child: ChildProcess): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`A process that simulates ended with ${code}.`));
    child.once("exit", ended);
    child.once("message", (message) => {
      child.removeListener("exit", ended);
      resolve(message);
    });
  });

export const startWorkers = async (count: number, start: WorkerStart): Promise<Workers> => {
  const children = Array.from({ length: count }, () =>
    fork(join(import.meta.dirname, "worker.ts"), [JSON.stringify(start)], {
      // A larger young generation: each day makes much short-lived garbage.
      execArgv: ["--max-semi-space-size=64"],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    }),
  );
  await Promise.all(children.map(answerOf));
  const idle = [...children];
  const waiting: ((child: ChildProcess) => void)[] = [];
  const take = () => {
    const child = idle.pop();
    return child ? Promise.resolve(child) : new Promise<ChildProcess>((resolve) => waiting.push(resolve));
  };
  const giveBack = (child: ChildProcess) => {
    const next = waiting.shift();
    if (next) next(child);
    else idle.push(child);
  };
  return {
    count,
    async run(job) {
      const child = await take();
      const answer = answerOf(child);
      child.send(job);
      const report = (await answer) as Report;
      giveBack(child);
      return report;
    },
    stop() {
      for (const child of children) child.kill();
    },
  };
};
