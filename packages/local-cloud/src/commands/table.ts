import type { Command } from "./command.ts";

interface Entry {
  readonly usage: string;
  readonly about: string;
  load(): Promise<Command>;
}

/** Every command, by its name; each is loaded when it is used. */
export const commands: Readonly<Record<string, Entry>> = {
  shell: {
    usage: "shell -- <command>",
    about: "runs a command with the app's links, the AWS endpoint and credentials in its environment",
    load: async () => (await import("./shell.ts")).shell,
  },
  outputs: {
    usage: "outputs [name]",
    about: "prints what the config returned, and the addresses; or one value",
    load: async () => (await import("./outputs.ts")).outputs,
  },
  logs: {
    usage: "logs [-f]",
    about: "prints what functions wrote, and follows it",
    load: async () => (await import("./logs.ts")).logs,
  },
  invoke: {
    usage: "invoke <function>",
    about: "invokes a function by its name in the config",
    load: async () => (await import("./invoke.ts")).invoke,
  },
  events: {
    usage: "events send <type>",
    about: "puts an event on the bus, checked against its contract",
    load: async () => (await import("./events.ts")).events,
  },
  mcp: {
    usage: "mcp",
    about: "lets an assistant look at all of it, over the Model Context Protocol",
    load: async () => (await import("./mcp.ts")).mcp,
  },
  secret: {
    usage: "secret <command>",
    about: "keeps values of the app's secrets on this machine",
    load: async () => (await import("../secrets/command.ts")).secret,
  },
  state: {
    usage: "state <command>",
    about: "saves and loads copies of what is kept over restarts",
    load: async () => (await import("./state.ts")).state,
  },
  test: {
    usage: "test -- <command>",
    about: "starts on free ports, runs a command as shell does, and stops; for CI",
    load: async () => (await import("./test.ts")).test,
  },
};

/** For the help of the program. */
export const commandList = (): string =>
  Object.values(commands)
    .map(({ usage, about }) => `  ${usage.padEnd(20)} ${about}`)
    .join("\n");
