import { ownCommand } from "../process/own-command.ts";
import { CommandError, Misuse } from "./command.ts";
import { ConsoleRefusal } from "./console-client.ts";
import { commandList, commands } from "./table.ts";

/** Of a reader such as `head`, which has read enough. */
const endWhenNobodyReads = () =>
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });

const isMisuse = (error: Error & { code?: unknown }) =>
  error instanceof Misuse || String(error.code).startsWith("ERR_PARSE_ARGS");

/** The system said no, with a sentence that names the path: no permission, no place, a file where a folder was meant. */
const isOfSystem = (error: Error & { syscall?: unknown; path?: unknown }) =>
  error.syscall !== undefined && error.path !== undefined;

/** Runs the command of that name and resolves with its exit code: 2 for what makes no sense, with its help. */
export const runCommand = async (name: string, args: readonly string[]): Promise<number> => {
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!entry) {
    console.error(
      `There is no command "${name}". There are:\n  start\n${commandList()}\n\n${ownCommand} --help`,
    );
    return 2;
  }
  endWhenNobodyReads();
  const command = await entry.load();
  const end = args.indexOf("--");
  const own = end === -1 ? args : args.slice(0, end);
  if (own.includes("--help") || own.includes("-h")) {
    console.log(command.help);
    return 0;
  }
  try {
    return await command.run(args);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (isMisuse(error)) {
      console.error(`${error.message}\n\n${command.help}`);
      return 2;
    }
    if (error instanceof ConsoleRefusal) {
      console.error(error.withIssues);
      return 1;
    }
    if (!(error instanceof CommandError || isOfSystem(error))) throw error;
    console.error(error.message);
    return error instanceof CommandError ? error.exitCode : 1;
  }
};
