import { join } from "node:path";
import type { DevCommand } from "../core/resource-graph.ts";
import { end } from "../process/own-children.ts";
import { firstListening, printedAddresses } from "./listening.ts";
import { runInShell } from "./shell.ts";

/** As much of the output as an address is looked for in. */
const OUTPUT_KEPT = 64 * 1024;

/** A command of `dev` that runs. */
export interface RunningCommand {
  /** Where its server listens; undefined when it ended before it did. */
  readonly target: Promise<URL | undefined>;
  /** How it ended, in a sentence; undefined while it runs. */
  ending(): string | undefined;
  stop(): void;
}

interface RunOptions {
  /** Folder of the config. */
  readonly root: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Port it was told to listen on, which not every server asks for. */
  readonly port: number;
  /** Whether an address is one of the local cloud's own, which a server may print as well. */
  isOwn(url: URL): boolean;
  log(line: string): void;
  ended(sentence: string): void;
}

/** Runs the command in a shell, as `sst dev` does, with all that it prints going to `log`. */
export const runCommand = (command: DevCommand, options: RunOptions): RunningCommand => {
  const { root, environment, port, isOwn, log } = options;
  const gone = new AbortController();
  let output = "";
  let ending: string | undefined;

  const child = runInShell(command.command, {
    cwd: join(root, command.directory),
    environment,
    line: (line) => {
      output = `${output}${line}\n`.slice(-OUTPUT_KEPT);
      log(line);
    },
    ended: (_, how) => {
      ending = `${command.name} ("${command.command}" in ${command.directory || "."}) ended ${how}.`;
      if (!gone.signal.aborted) options.ended(ending);
      gone.abort();
    },
  });

  const told = new URL(`http://localhost:${port}`);
  return {
    target: firstListening(
      () => [...printedAddresses(output).filter((url) => !isOwn(url)), told],
      gone.signal,
    ),
    ending: () => ending,
    stop: () => {
      gone.abort();
      end(child);
    },
  };
};
