import { existsSync, renameSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { parseArgs } from "node:util";
import { lockHolder, takeLock } from "../boot/lock.ts";
import { ownCommand } from "../process/own-command.ts";
import { type Masked, maskState } from "../state/mask.ts";
import {
  findSnapshot,
  listSnapshots,
  loadSnapshot,
  type Snapshot,
  SnapshotError,
  saveBefore,
  saveSnapshot,
} from "../state/snapshots.ts";
import { stateFile, stateFolderOf } from "../state/state.ts";
import { summaryOf } from "../state/summary.ts";
import { type Command, CommandError, Misuse } from "./command.ts";
import { appHelp, appOptions, existingFoldersOf } from "./running.ts";
import { stageOf } from "./stage.ts";
import { subcommandOf } from "./subcommand.ts";

const help = `Usage: ${ownCommand} state <command> [options]

Copies of what the local cloud keeps over restarts, under names: to go back to, or to share a bug with a colleague.

  save <name>          saves what it holds now, also while it runs, as one file: .local/snapshots/<name>.sqlite
  load <name>          puts a snapshot in place of what it holds, which is saved as before-<time> first; not while it runs
  list                 names, times, sizes and what is in them
  remove <name>        removes one

  --mask               save: other values in place of names, addresses, telephone numbers, e-mail addresses and card
                       numbers, the same for the same; keys of tables stay as they are, and traces are left out
  --field <name>       save --mask: a further personal field, by the name it has; can be repeated
  --stage <name>       stage of the state (default: local)
${appHelp}`;

const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

const contentOf = ({ file }: Snapshot): string => {
  try {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      return summaryOf(database) || "nothing";
    } finally {
      database.close();
    }
  } catch (error) {
    return `not readable: ${(error as Error).message}`;
  }
};

const describe = (snapshot: Snapshot): string =>
  `${snapshot.name}  ${new Date(snapshot.savedAt).toISOString()}  ${megabytes(snapshot.bytes)}  ${contentOf(snapshot)}`;

const maskedLines = ({ replaced, stayed, left }: Masked): string[] => {
  const fields = [...replaced].map(([field, count]) => `${field} ${count.toLocaleString("en")}`).join(", ");
  return [
    `Masked: ${fields || "nothing"}. Traces are left out; the contents of files and what is no text are as they were.`,
    ...(stayed > 0
      ? [`${stayed.toLocaleString("en")} values stay as they are, since tables find things by them.`]
      : []),
    ...(left > 0
      ? [`${left.toLocaleString("en")} damaged records are left out: they cannot be masked.`]
      : []),
  ];
};

/** Makes room for a snapshot, and says where what was there is: a damaged state has no copy, so it is moved itself. */
const putAway = (folders: Parameters<typeof saveBefore>[0], snapshot: Snapshot): string => {
  try {
    return `What was there is saved as ${saveBefore(folders, snapshot).name}.`;
  } catch (error) {
    if (!(error instanceof SnapshotError)) throw error;
    const aside = `${folders.stateFolder}.unreadable`;
    rmSync(aside, { recursive: true, force: true });
    renameSync(folders.stateFolder, aside);
    return `What was there is in ${aside} now: ${error.message}`;
  }
};

export const state: Command = {
  help,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...appOptions,
        stage: { type: "string" },
        mask: { type: "boolean", default: false },
        field: { type: "string", multiple: true, default: [] },
      },
    });
    const {
      name: action,
      words: [name],
    } = subcommandOf("state", positionals, { save: ["name"], load: ["name"], list: [], remove: ["name"] });
    if (values.field.length > 0 && !values.mask) throw new Misuse("--field goes with --mask.");
    if (values.mask && action !== "save") throw new Misuse("--mask goes with save.");
    const { root, localFolder } = existingFoldersOf(values);
    const folders = { localFolder, stateFolder: stateFolderOf(localFolder, stageOf(values.stage)) };
    try {
      switch (action) {
        case "save": {
          const { loadContracts } = await import("../console/index.ts");
          const contracts = values.mask ? await loadContracts(root, console.error) : [];
          const declared = contracts.flatMap(({ personal }) =>
            personal.map((path) => path.split(".").at(-1)!),
          );
          let masked: Masked | undefined;
          const saved = saveSnapshot(folders, name!, (copy) => {
            if (values.mask) masked = maskState(copy, [...declared, ...values.field]);
          });
          console.log(`Saved ${saved.file} (${megabytes(saved.bytes)}): ${contentOf(saved)}.`);
          for (const line of masked ? maskedLines(masked) : []) console.log(line);
          return 0;
        }
        case "load": {
          const snapshot = findSnapshot(localFolder, name!);
          const pid = await lockHolder(localFolder);
          if (pid !== undefined)
            throw new CommandError(
              `The local cloud runs (process ${pid}), and would write over what is loaded. Stop it with Ctrl-C in its terminal, and load "${name}" again.`,
            );
          const free = await takeLock(localFolder);
          try {
            if (existsSync(stateFile(folders.stateFolder))) console.log(putAway(folders, snapshot));
            loadSnapshot(folders.stateFolder, snapshot);
          } finally {
            await free();
          }
          console.log(`Loaded ${name}: ${contentOf(snapshot)}. The next start goes on from there.`);
          return 0;
        }
        case "list": {
          const all = listSnapshots(localFolder);
          console.log(
            all.length > 0 ? all.map(describe).join("\n") : `There are no snapshots in ${localFolder}.`,
          );
          return 0;
        }
        case "remove":
          rmSync(findSnapshot(localFolder, name!).file);
          console.log(`${name} is removed.`);
          return 0;
      }
    } catch (error) {
      if (error instanceof SnapshotError) throw new CommandError(error.message);
      throw error;
    }
  },
};
