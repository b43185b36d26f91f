import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { LocalOutputs } from "../boot/local-cloud.ts";
import { isAlive, lockHolder } from "../boot/lock.ts";
import { makeFolder } from "../core/make-folder.ts";
import { environmentWith } from "../process/link-environment.ts";
import { ownCommand } from "../process/own-command.ts";
import { ownModule } from "../process/own-module.ts";
import { runInTerminal, signals } from "./child.ts";
import { type Command, CommandError, Misuse } from "./command.ts";
import { consoleClient } from "./console-client.ts";
import { foldersOf } from "./running.ts";
import { stageOf } from "./stage.ts";

/** What it takes of start, as start has it. */
const startOptions = {
  stage: { type: "string" },
  secret: { type: "string", multiple: true },
  fresh: { type: "boolean" },
  seed: { type: "string" },
  faults: { type: "string" },
} as const;

/** How long a local cloud may take to stop before it is ended. */
const STOPS_WITHIN_MS = 30_000;

/**
 * Starts a local cloud as a part of this process: it ends when this one does, however that happens. Ctrl-C does not reach
 * it, so that the command can use it to its end.
 */
const startPart = (args: readonly string[], verbose: boolean): ChildProcess =>
  fork(fileURLToPath(ownModule("../cli", import.meta.url)), args, {
    detached: true,
    stdio: ["ignore", verbose ? "inherit" : "ignore", "inherit", "ipc"],
  });

const outputsOf = async (cloud: ChildProcess): Promise<LocalOutputs> => {
  const ended = new AbortController();
  // Until the command runs there is nobody to hand a signal to.
  const interrupted = () => cloud.connected && cloud.disconnect();
  for (const signal of signals) process.on(signal, interrupted);
  const notStarted = once(cloud, "exit", ended).then(([code]) => {
    throw new CommandError("The local cloud did not start, so nothing was run.", Number(code) || 1);
  });
  try {
    const [message] = await Promise.race([once(cloud, "message", ended), notStarted]);
    return (message as { ready: LocalOutputs }).ready;
  } finally {
    notStarted.catch(() => {});
    ended.abort();
    for (const signal of signals) process.off(signal, interrupted);
  }
};

const stop = async (cloud: ChildProcess) => {
  if (cloud.exitCode !== null || cloud.signalCode !== null) return;
  const ended = once(cloud, "exit");
  const limit = setTimeout(() => cloud.kill("SIGKILL"), STOPS_WITHIN_MS);
  if (cloud.connected) cloud.disconnect();
  await ended;
  clearTimeout(limit);
};

const runOn = async (cloud: ChildProcess, command: readonly string[]): Promise<number> => {
  const { consoleUrl } = await outputsOf(cloud);
  const { environment } = await consoleClient(consoleUrl).get("/api/environment");
  let endedEarly = false;
  const code = await runInTerminal(command, environmentWith(environment), (child) =>
    cloud.once("exit", () => {
      endedEarly = child.exitCode === null && child.signalCode === null;
      if (endedEarly) child.kill();
    }),
  );
  if (endedEarly)
    throw new CommandError("The local cloud ended while the command ran, so it was ended, too.");
  return code;
};

/** A folder for this run, with its process in the name; those of runs that were killed go. */
const ownFolder = async (localFolder: string): Promise<string> => {
  makeFolder(localFolder);
  for (const name of readdirSync(localFolder)) {
    const [, pid] = /^test-(\d+)-/.exec(name) ?? [];
    const folder = join(localFolder, name);
    if (pid && !isAlive(Number(pid)) && (await lockHolder(folder)) === undefined)
      rmSync(folder, { recursive: true, force: true });
  }
  return mkdtempSync(join(localFolder, `test-${process.pid}-`));
};

export const test: Command = {
  help: `Usage: ${ownCommand} test [options] -- <command>

Starts the app on free ports, runs the command as shell does, stops the app and ends with the exit code of the command.
Made for CI: it can run beside a local cloud of the same folder, and nothing is left behind, whatever ends it.

  --config <folder>        folder with the sst.config.ts to boot (default: this one)
  --local-folder <folder>  where its files go, which stay there (default: a new folder in .local, gone in the end)
  --stage, --secret, --fresh, --seed, --faults
                           as for start
  --verbose                print what start prints
  --help                   this text

  ${ownCommand} test -- npx vitest run`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...startOptions,
        config: { type: "string" },
        "local-folder": { type: "string" },
        verbose: { type: "boolean", default: false },
      },
    });
    if (positionals.length === 0) throw new Misuse("test takes a command, after --.");
    stageOf(values.stage);
    const { config, "local-folder": kept, verbose, ...passed } = values;
    const { root, localFolder } = foldersOf(values);
    const folder = kept === undefined ? await ownFolder(localFolder) : localFolder;
    const anyPorts = ["port", "aws-port", "console-port"].map((name) => `--${name}=0`);
    const options = Object.entries(passed).flatMap(([name, value]) =>
      [value].flat().map((each) => (each === true ? `--${name}` : `--${name}=${each}`)),
    );
    const cloud = startPart(
      [`--config=${root}`, `--local-folder=${folder}`, ...anyPorts, ...options],
      verbose,
    );
    try {
      return await runOn(cloud, positionals);
    } finally {
      await stop(cloud);
      if (kept === undefined) rmSync(folder, { recursive: true, force: true });
    }
  },
};
