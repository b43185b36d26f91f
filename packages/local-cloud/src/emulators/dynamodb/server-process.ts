import { mkdtempSync, rmSync, statfsSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findBinary } from "./binary.ts";
import { type DatabaseProcess, runDatabase } from "./database-process.ts";

/** The process that speaks the DynamoDB protocol for the emulator; started again with its files when it ends. */
export interface DynamoDbServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Where its files are; absent for a server of somebody else. */
  readonly folder?: string;
  /** Resolves when it answers, at once unless it is being started again; rejects when it ended for good. */
  ready(): Promise<void>;
  /** Tells each time that it has been started again. */
  onRestart(hear: () => void): void;
  /** Resolves with what happened when it ended for good. */
  readonly died: Promise<string>;
  stop(): Promise<void>;
}

const MEMORY_FOLDER = "/dev/shm";
/** Bytes that have to be free there: a container's has 64 MB, which 20,000 changes of items fill. */
const ROOM = 2 * 1024 ** 3;
const PORT_ATTEMPTS = 3;
/** How often it may end within a minute and be started again. */
const RESTARTS = 5;
const MINUTE_MS = 60_000;

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });

const folderForFiles = (): string => {
  try {
    const { bavail, bsize } = statfsSync(MEMORY_FOLDER);
    if (bavail * bsize >= ROOM) return MEMORY_FOLDER;
  } catch {
    // There is none.
  }
  return tmpdir();
};

const launch = async (binary: string): Promise<DynamoDbServer> => {
  const port = await freePort();
  const folder = mkdtempSync(join(folderForFiles(), "local-cloud-dynamodb-"));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  let running: DatabaseProcess;
  try {
    running = await runDatabase(binary, port, folder);
  } catch (error) {
    removeFolder();
    throw error;
  }

  const listeners = new Set<() => void>();
  const died = Promise.withResolvers<string>();
  let stopping = false;
  let up: Promise<void> = Promise.resolve();

  /** Resolves when the database answers again; rejects when it has ended too often. */
  const restart = async (said: string, ends: number[]): Promise<void> => {
    const now = performance.now();
    const recent = [...ends.filter((at) => at > now - MINUTE_MS), now];
    if (recent.length > RESTARTS)
      throw new Error(
        `The DynamoDB process ended ${recent.length} times within a minute and is not started again: ${said || "it said nothing"}. What it stored is gone: start anew, or set DYNAMODB_ENDPOINT to a DynamoDB Local.`,
      );
    try {
      running = await runDatabase(binary, port, folder);
    } catch (error) {
      return restart((error as Error).message, recent);
    }
    ends.splice(0, ends.length, ...recent);
  };

  const supervise = async () => {
    const ends: number[] = [];
    while (!stopping) {
      const said = await running.ended;
      if (stopping) return;
      up = restart(said, ends);
      try {
        await up;
      } catch (error) {
        removeFolder();
        died.resolve((error as Error).message);
        return;
      }
      for (const hear of listeners) hear();
    }
  };
  void supervise();

  return {
    url: `http://127.0.0.1:${port}`,
    folder,
    ready: () => up,
    onRestart: (hear) => listeners.add(hear),
    died: died.promise,
    async stop() {
      stopping = true;
      await up.catch(() => undefined);
      await running.end();
      removeFolder();
    },
  };
};

/**
 * Starts the database as a child process on a free loopback port, with its file in memory where the system has a
 * memory-backed folder with room; it ends with this process, however that ends. With DYNAMODB_ENDPOINT set it uses that
 * server instead. Rejects when there is neither; call it as early as possible, it needs nothing of the config.
 */
export const startDynamoDb = async (endpoint = process.env.DYNAMODB_ENDPOINT): Promise<DynamoDbServer> => {
  if (endpoint)
    return {
      url: new URL(endpoint).origin,
      ready: async () => {},
      onRestart: () => {},
      died: new Promise(() => {}),
      stop: async () => {},
    };
  const binary = findBinary();
  for (let attempt = 1; ; attempt++) {
    try {
      return await launch(binary);
    } catch (error) {
      // Somebody else may have taken the port between finding and using it.
      if (attempt === PORT_ATTEMPTS || !/address.*in use/i.test(String(error))) throw error;
    }
  }
};
