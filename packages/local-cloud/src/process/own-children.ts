import type { ChildProcess, SpawnOptions } from "node:child_process";
import spawn from "cross-spawn";

const running = new Set<ChildProcess>();
const hasGroups = process.platform !== "win32";

process.once("exit", () => {
  for (const child of running) end(child);
});

/** Ends a process of `spawnOwn` and what it started, at once. */
export const end = (child: ChildProcess): void => {
  if (!running.delete(child)) return;
  try {
    if (hasGroups && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    else child.kill();
  } catch {
    // It ended by itself in this moment.
  }
};

/**
 * Spawns a command that does not outlive this process, nor does what it starts, such as the tool behind a shell.
 * On Windows it may be a script, as npm and SST install them, and its arguments stay what they are.
 */
export const spawnOwn = (command: string, args: readonly string[], options: SpawnOptions): ChildProcess => {
  const child = spawn(command, args, { ...options, detached: hasGroups });
  running.add(child);
  const forget = () => running.delete(child);
  child.once("exit", forget);
  child.once("error", forget);
  return child;
};
