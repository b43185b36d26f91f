import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, readFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { killTree, processorMs, temporaryFilesMb, watchMemory } from "./process-tree.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
// What npm start runs, Node's flags included.
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  scripts: { start: string };
};
const [, ...startArguments] = scripts.start.split(" ");
const startLimitMs = 180_000;
const stopLimitMs = 15_000;

const Outputs = z.object({
  apiUrl: z.url(),
  awsEndpoint: z.url(),
  consoleUrl: z.url(),
  webUrl: z.url(),
  realtimeHttpUrl: z.url(),
  realtimeWsUrl: z.string(),
  region: z.string(),
  busName: z.string(),
  userPoolId: z.string(),
  userPoolClientId: z.string(),
  ordersTable: z.string(),
  paymentsTable: z.string(),
  inventoryTable: z.string(),
  notificationsTable: z.string(),
});
export type Outputs = z.output<typeof Outputs>;

/** The local cloud as a person starts it, in a process of its own. */
export interface LocalCloud {
  readonly outputs: Outputs;
  /** Milliseconds from starting Node until the ready line. */
  readonly readyMs: number;
  readonly peakMemoryMb: number;
  /** Of this moment. */
  readonly memoryMb: number;
  /** Resolves with the first line from now on that matches; rejects when it ends, or after three minutes. */
  says(pattern: RegExp): Promise<string>;
  /** Lets `peakMemoryMb` begin anew. */
  forgetPeak(): void;
  /** Megabytes of what the database stores in its file. */
  storedMb(): number;
  /** Processor time of all its processes so far. */
  processorMs(): number;
  stop(): Promise<void>;
  /** Ends all of its processes at once, as `kill -9` does. */
  kill(): Promise<void>;
}

export interface StartOptions {
  /** Evaluate the config again. */
  readonly fresh?: boolean;
  /** Whether it goes on from what the last run left, or keeps nothing at all; by default it starts empty. */
  readonly state?: "from the last run" | "none";
  readonly environment?: Readonly<Record<string, string>>;
  /** Kills it before it is ready. */
  readonly killAfterMs?: number;
}

export interface Place {
  /** Folder with `sst.config.ts`. */
  readonly config: string;
  /** Bundles and outputs, apart from those of a local cloud that runs for somebody. */
  readonly localFolder: string;
  /** The same for each start, as for a person: addresses go into the page, which is built again when they change. */
  readonly ports: { readonly web: number; readonly aws: number; readonly console: number };
}

export const freePort = async (): Promise<number> => {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", resolve);
  });
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
};

/** A place of its own for local clouds of `config`, away from one that runs for somebody. */
export const createPlace = async (config: string): Promise<Place> => ({
  config,
  localFolder: await mkdtemp(join(tmpdir(), "sourdough-bench-")),
  ports: { web: await freePort(), aws: await freePort(), console: await freePort() },
});

const stateArguments = { empty: ["--fresh-state"], none: ["--no-state"], "from the last run": [] };
const running = new Set<ChildProcess>();

/** Ends what a run that is given up leaves behind. */
export const stopAll = () => {
  for (const child of running) child.kill("SIGINT");
};

export const startLocalCloud = async (place: Place, options: StartOptions = {}): Promise<LocalCloud> => {
  const startedAt = performance.now();
  const { web, aws, console: page } = place.ports;
  const child = spawn(
    process.execPath,
    [
      ...(process.env.BENCH_NODE_FLAGS?.split(" ").filter(Boolean) ?? []),
      ...startArguments,
      "--config",
      place.config,
      "--local-folder",
      place.localFolder,
      ...stateArguments[options.state ?? "empty"],
      "--port",
      String(web),
      "--aws-port",
      String(aws),
      "--console-port",
      String(page),
      ...(options.fresh ? ["--fresh"] : []),
    ],
    {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...options.environment },
    },
  );
  running.add(child);
  const memory = watchMemory(child.pid!);
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  ended.then(() => {
    running.delete(child);
    memory.stop();
  });
  let said = "";
  const ready = Promise.withResolvers<number>();
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-10_000);
      if (said.includes("Ready in")) ready.resolve(performance.now() - startedAt);
    });
  const says = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`It never said ${pattern}.`)), startLimitMs);
      const look = createInterface({ input: child.stdout }).on("line", (line) => {
        if (!pattern.test(line)) return;
        clearTimeout(limit);
        look.close();
        resolve(line);
      });
      ended.then(() => reject(new Error(`The local cloud ended. It said:\n${said}`)));
    });
  const giveUp = setTimeout(() => killTree(child.pid!), options.killAfterMs ?? startLimitMs);
  ended.then(() => ready.reject(new Error(`The local cloud ended before it was ready. It said:\n${said}`)));
  const readyMs = await ready.promise.finally(() => clearTimeout(giveUp));
  let isEnding = false;
  ended.then(() => {
    if (!isEnding) console.error(`The local cloud ended while it was measured. It said:\n${said}`);
  });
  return {
    outputs: Outputs.parse(JSON.parse(await readFile(join(place.localFolder, "outputs.json"), "utf8"))),
    readyMs,
    get peakMemoryMb() {
      return memory.peakMb;
    },
    get memoryMb() {
      return memory.nowMb;
    },
    says,
    forgetPeak: memory.forget,
    storedMb: () => temporaryFilesMb(child.pid!),
    processorMs: () => processorMs(child.pid!),
    stop: async () => {
      isEnding = true;
      child.kill("SIGINT");
      const force = setTimeout(() => child.kill("SIGKILL"), stopLimitMs);
      await ended;
      clearTimeout(force);
    },
    kill: async () => {
      isEnding = true;
      killTree(child.pid!);
      await ended;
    },
  };
};
