import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { spawnOwn } from "../process/own-children.ts";
import { ownNodeFirst } from "../process/own-node.ts";

interface ShellOptions {
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  line(line: string): void;
  /** Told once; the exit code is missing where a signal or an error ended it. */
  ended(exitCode: number | undefined, how: string): void;
}

/** Runs a command in a shell, as `sst dev` does. */
export const runInShell = (
  command: string,
  { cwd, environment, line, ended }: ShellOptions,
): ChildProcess => {
  const child = spawnOwn(command, [], {
    cwd,
    shell: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: ownNodeFirst(environment),
  });
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream! }).on("line", line);
  let isOver = false;
  const finish = (exitCode: number | undefined, how: string) => {
    if (isOver) return;
    isOver = true;
    ended(exitCode, how);
  };
  child.once("error", (error) => finish(undefined, `with ${error.message}`));
  child.once("close", (code, signal) =>
    finish(code ?? undefined, signal ? `by ${signal}` : `with exit code ${code}`),
  );
  return child;
};
