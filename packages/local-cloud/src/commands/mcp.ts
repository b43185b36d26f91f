import { once } from "node:events";
import { parseArgs } from "node:util";
import { ownCommand } from "../process/own-command.ts";
import { ownVersion } from "../process/own-version.ts";
import type { Command } from "./command.ts";
import { appHelp, appOptions, findRunning } from "./running.ts";

export const mcp: Command = {
  help: `Usage: ${ownCommand} mcp [options]

Serves the Model Context Protocol on standard input and output, for an assistant that works on the app: the map, traces,
payloads, logs, queues, dead letters, executions, event types and contracts, and mails of the local cloud that runs in the
folder. It looks for that at each call, so it can be started before it.

  --allow-write            tools that change something, too: send events, invoke functions, redrive, move the clock
${appHelp}`,
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: { ...appOptions, "allow-write": { type: "boolean", default: false } },
    });
    const { serveStdio } = await import("@modelcontextprotocol/server/stdio");
    const { createMcpServer } = await import("../mcp/server.ts");
    const version = ownVersion();
    const ended = once(process.stdin, "end");
    serveStdio(
      () =>
        createMcpServer({
          version,
          allowWrite: values["allow-write"],
          find: () => findRunning(values),
        }),
      { onerror: (error) => console.error(error.message) },
    );
    await ended;
    return 0;
  },
};
