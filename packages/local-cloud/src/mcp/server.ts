import { McpServer } from "@modelcontextprotocol/server";
import { ConsoleRefusal } from "../commands/console-client.ts";
import type { RunningCloud } from "../commands/running.ts";
import type { Tool } from "./tool.ts";
import { outsideTools } from "./tools/outside.ts";
import { overviewTools } from "./tools/overview.ts";
import { queueTools } from "./tools/queues.ts";
import { traceTools } from "./tools/traces.ts";
import { writeTools } from "./tools/write.ts";

const readTools: readonly Tool[] = [...overviewTools, ...traceTools, ...queueTools, ...outsideTools];

const instructions = `A whole AWS app runs on this machine, in a local cloud made from its sst.config.ts. Begin with get_overview and
get_map. To see why something went wrong: list_traces with failed, get_trace, get_hop; list_dead_letters; read_logs. Times are
milliseconds since the epoch on the clock of the local cloud. Lists that are long have a nextCursor.`;

export interface McpOptions {
  readonly version: string;
  /** Whether there are tools that change something. */
  readonly allowWrite: boolean;
  /** The local cloud that runs now; asked at each call, since it may be started again. */
  find(): Promise<RunningCloud>;
}

export const createMcpServer = ({ version, allowWrite, find }: McpOptions): McpServer => {
  const server = new McpServer({ name: "sourdough-local", version }, { instructions });
  const register = ({ name, title, description, input, run }: Tool, readOnlyHint: boolean) =>
    server.registerTool(
      name,
      {
        title,
        description,
        inputSchema: input,
        annotations: { readOnlyHint, destructiveHint: false, openWorldHint: false },
      },
      async (given) => {
        try {
          const answer = await run(await find(), given);
          return { content: [{ type: "text", text: JSON.stringify(answer) }] };
        } catch (error) {
          throw error instanceof ConsoleRefusal ? new Error(error.withIssues, { cause: error }) : error;
        }
      },
    );
  for (const tool of readTools) register(tool, true);
  for (const tool of allowWrite ? writeTools : []) register(tool, false);
  return server;
};
