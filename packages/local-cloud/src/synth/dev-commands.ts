import { join } from "node:path";
import { z } from "zod";
import type { DevCommand, TaskCommand } from "../core/resource-graph.ts";
import { plain } from "./plain.ts";

/** What `registerOutputs` of a component hands to the engine. */
interface OutputsRequest {
  getUrn(): string;
  getOutputs(): { toJavaScript(): Record<string, unknown> } | undefined;
}

/** Pulumi's connection to its engine, as far as outputs of components go. */
export interface OutputsMonitor {
  registerResourceOutputs(
    request: OutputsRequest,
    callback: (error: unknown, response: unknown) => void,
  ): unknown;
}

// What SST's CLI reads: https://github.com/anomalyco/sst/blob/dev/pkg/project/completed.go
const devOutput = z.object({
  command: z.string().nullish(),
  directory: z.string().nullish(),
  autostart: z.boolean().nullish(),
  environment: z.record(z.string(), z.string()).nullish(),
  links: z.array(z.string()).nullish(),
  aws: z.object({ role: z.string().nullish() }).nullish(),
});

const taskOutput = z.object({ command: z.string().nullish(), directory: z.string().nullish() });

/** A database of `dev` prints how to reach it, by a command of SST's own that nothing else has. */
const MESSAGE = "SST_DEV_COMMAND_MESSAGE";

/** Notes the commands that `sst dev` would run beside what it deploys. */
export const createDevCommands = (): {
  follow(monitor: OutputsMonitor): void;
  list(): DevCommand[];
  /** In folders below `root`. */
  tasks(root: string): TaskCommand[];
} => {
  const commands: DevCommand[] = [];
  const tasks: TaskCommand[] = [];
  return {
    tasks: (root) =>
      tasks
        .map((task) => ({ ...task, directory: join(root, task.directory) }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    list: () => commands.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    follow: (monitor) => {
      const register = monitor.registerResourceOutputs.bind(monitor);
      monitor.registerResourceOutputs = (request, callback) => {
        const outputs = plain(request.getOutputs()?.toJavaScript() ?? {}) as {
          _dev?: unknown;
          _task?: unknown;
        };
        const { data: dev } = devOutput.safeParse(outputs._dev);
        // `urn:pulumi:<stack>::<project>::<types of parents>$<type>::<name>`
        const [, , types = "", ...names] = request.getUrn().split("::");
        const type = types.slice(types.lastIndexOf("$") + 1);
        const name = names.join("::");
        const { data: task } = taskOutput.safeParse(outputs._task);
        if (task)
          tasks.push({
            name,
            ...(task.command != null && { command: task.command }),
            directory: task.directory ?? "",
          });
        // A static site is built, and served without its development server.
        if (dev && type !== "sst:aws:StaticSite") {
          const environment = dev.environment ?? {};
          commands.push({
            // SST's own are called `<component>Dev`.
            name:
              type === "sst:sst:DevCommand" && (dev.aws?.role || MESSAGE in environment)
                ? name.replace(/Dev$/, "")
                : name,
            command: dev.command ?? "",
            directory: dev.directory ?? "",
            autostart: dev.autostart ?? true,
            environment,
            links: dev.links ?? [],
            ...(dev.aws?.role && { role: dev.aws.role }),
            ...(environment[MESSAGE] !== undefined && { message: environment[MESSAGE] }),
          });
        }
        return register(request, callback);
      };
    },
  };
};
