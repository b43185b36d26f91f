import type { ChildProcess } from "node:child_process";
import { constants } from "node:os";
import spawn from "cross-spawn";
import { CommandError } from "./command.ts";

/** With which a person or a system ends a command. */
export const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const isWindows = process.platform === "win32";

/** The shell of who types, for no command. */
export const ownShell = (): string =>
  process.env.SHELL ?? (isWindows ? (process.env.COMSPEC ?? "cmd.exe") : "/bin/sh");

const codeOf = (code: number | null, signal: NodeJS.Signals | null) =>
  code ?? 128 + (signal ? constants.signals[signal] : 0);

/**
 * Runs a command in this terminal and resolves with its exit code, as a shell has it (128 and the signal for one that a
 * signal ended). Signals are handed on to it, and this process ends after it.
 */
export const runInTerminal = (
  [command = ownShell(), ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
  onStarted: (child: ChildProcess) => void = () => {},
): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "inherit", env });
    const forward = (signal: NodeJS.Signals) => {
      // Ctrl-C in a terminal reaches the command by itself.
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    };
    for (const signal of signals) process.on(signal, forward);
    const done = () => {
      for (const signal of signals) process.off(signal, forward);
    };
    child.once("error", (error: NodeJS.ErrnoException) => {
      done();
      reject(
        new CommandError(
          `"${command}" could not be started: ${error.message}`,
          error.code === "ENOENT" ? 127 : 126,
        ),
      );
    });
    child.once("close", (code, signal) => {
      done();
      resolve(codeOf(code, signal));
    });
    onStarted(child);
  });
