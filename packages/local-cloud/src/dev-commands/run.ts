import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { DevCommand } from "../core/resource-graph.ts";
import { end, spawnOwn } from "../process/own-children.ts";
import { ownNodeFirst } from "../process/own-node.ts";
import { firstListening, printedAddresses } from "./listening.ts";

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

  const child: ChildProcess = spawnOwn(command.command, [], {
    cwd: join(root, command.directory),
    shell: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: ownNodeFirst(environment),
  });
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream! }).on("line", (line) => {
      output = `${output}${line}\n`.slice(-OUTPUT_KEPT);
      log(line);
    });
  const finish = (how: string) => {
    if (ending !== undefined) return;
    ending = `${command.name} ("${command.command}" in ${command.directory || "."}) ended ${how}.`;
    if (!gone.signal.aborted) options.ended(ending);
    gone.abort();
  };
  child.once("error", (error) => finish(`with ${error.message}`));
  child.once("close", (code, signal) => finish(signal ? `by ${signal}` : `with exit code ${code}`));

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
