import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Cloud, Principal } from "../core/cloud.ts";
import type { DevCommand } from "../core/resource-graph.ts";
import type { Exchange } from "../http/listen.ts";
import { HttpRefusal } from "../http/refusal.ts";
import { refuseUpgrade } from "../http/refuse-upgrade.ts";
import { commandEnvironment } from "./environment.ts";
import { hostOf } from "./hosts.ts";
import { freePort } from "./listening.ts";
import { createCommandLog } from "./log.ts";
import { forward, forwardSocket } from "./proxy.ts";
import { type RunningCommand, runCommand } from "./run.ts";

/** How long a page waits for its server to listen. */
const WAIT_MS = 60_000;

/** The commands that `sst dev` would run, and the pages that they serve. */
export interface DevCommands {
  /** Whether a command serves this host. */
  serves(host: string): boolean;
  /** Answers with what the host's server does; `path` is with its query. */
  handle(host: string, exchange: Exchange, path: string): Promise<void>;
  upgrade(host: string, request: IncomingMessage, socket: Duplex, head: Buffer, path: string): void;
  /** Starts all that start by themselves; `own` are addresses of the local cloud. */
  start(root: string, own: readonly string[]): Promise<void>;
  stop(): void;
}

export const createDevCommands = (cloud: Cloud): DevCommands => {
  const running = new Map<string, RunningCommand>();
  const logs: ReturnType<typeof createCommandLog>[] = [];
  const commands = () => cloud.graph.devCommands ?? [];
  const commandAt = (host: string) => {
    const [name = ""] = host.split(".");
    // Of a service with several containers, each is a command of its own.
    return (
      commands().find((one) => hostOf(one.name) === host) ??
      commands().find((one) => hostOf(one.name).startsWith(name))
    );
  };

  /** Where it is on the map: SST declares a function in place of a site's server; a container has only a role. */
  const sourceOf = (name: string) => {
    const server = `${name}DevServer`;
    return cloud.graph.components.some((one) => one.name === server) ? server : name;
  };

  const logOf = (name: string) => {
    const log = createCommandLog(cloud, name, sourceOf(name));
    logs.push(log);
    return log.line;
  };

  const targetOf = async (host: string): Promise<URL> => {
    const command = commandAt(host);
    const process = command && running.get(command.name);
    if (!command || !process)
      throw new HttpRefusal(
        503,
        "NotStarted",
        `Nothing started the development server of ${host.split(".")[0]}.`,
      );
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(
      () =>
        reject(
          new HttpRefusal(
            504,
            "NotListening",
            `${command.name} ("${command.command}") runs but listens neither on PORT nor at an address that it prints.`,
          ),
        ),
      WAIT_MS,
    ).unref();
    try {
      const target = await Promise.race([process.target, late]);
      if (target && process.ending() === undefined) return target;
    } finally {
      clearTimeout(timer);
    }
    throw new HttpRefusal(502, "Ended", `${process.ending()} Its log is in logs/${command.name}.log.`);
  };

  const principalOf = ({ role }: DevCommand): Principal =>
    role === undefined ? { kind: "root" } : { kind: "role", arn: role };

  return {
    serves: (host) => commandAt(host) !== undefined,
    async handle(host, exchange, path) {
      await forward(exchange, await targetOf(host), path);
    },
    upgrade: (host, request, socket, head, path) => {
      targetOf(host).then(
        (target) => forwardSocket(request, socket, head, target, path),
        () => refuseUpgrade(socket, "502 Bad Gateway"),
      );
    },
    async start(root, own) {
      const ports = new Set(own.map((url) => new URL(url).port));
      for (const command of commands()) {
        const { name, autostart, message } = command;
        if (command.command === "")
          cloud.warn(
            `${name} runs in a container on AWS, and nothing runs here in its place: give it \`dev: { command: "..." }\`.`,
          );
        else if (!autostart)
          cloud.warn(`${name} does not start by itself (\`autostart: false\`); it is "${command.command}".`);
        if (message !== undefined || !autostart || command.command === "") continue;
        const port = await freePort();
        const credentials = cloud.issueCredentials({
          principal: principalOf(command),
          causes: () => [],
          source: sourceOf(name),
        });
        running.set(
          command.name,
          runCommand(command, {
            root,
            environment: commandEnvironment(command, cloud, credentials, port),
            port,
            isOwn: (url) => ports.has(url.port),
            log: logOf(command.name),
            ended: cloud.warn,
          }),
        );
      }
    },
    stop() {
      for (const process of running.values()) process.stop();
      for (const log of logs) log.stop();
    },
  };
};
