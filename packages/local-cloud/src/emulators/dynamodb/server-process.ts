import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo, Socket } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";

/** The process that speaks the DynamoDB protocol for the emulator. */
export interface DynamoDbServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Where its files are; absent for a server of somebody else. */
  readonly folder?: string;
  /** Resolves with what happened when the process ends by itself. */
  readonly died: Promise<string>;
  stop(): Promise<void>;
}

const MEMORY_FOLDER = "/dev/shm";
const START_LIMIT_MS = 10_000;
const PORT_ATTEMPTS = 3;

// The shell outlives a killed parent just long enough to end the database and to remove its folder: its standard
// input closes when the parent is gone, however it went.
const WATCHED = `
trap '' PIPE
exec 3<&0
"$1" serve --host 127.0.0.1 --port "$2" --db-path "$3/dynamodb.sqlite" &
database=$!
( read -r _ <&3; kill -9 "$database" ) 2>/dev/null &
watcher=$!
wait "$database"
status=$?
kill "$watcher" 2>/dev/null
rm -rf "$3"
exit "$status"`;

const findBinary = (): string => {
  const platform = `${process.platform}-${process.arch}`;
  const file = process.platform === "win32" ? "dynoxide.exe" : "dynoxide";
  try {
    const manifest = fileURLToPath(import.meta.resolve(`@dynoxide/${platform}/package.json`));
    const binary = join(manifest, "..", file);
    if (existsSync(binary)) return binary;
  } catch {
    // Reported below: the package is optional and absent on platforms it was not built for.
  }
  throw new Error(
    `There is no DynamoDB for ${platform}: the optional package @dynoxide/${platform} is not installed. ` +
      "Run `npm install` again if it exists for your platform, or start DynamoDB Local and set DYNAMODB_ENDPOINT to its address, e.g. http://127.0.0.1:8000.",
  );
};

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });

/** Without it each write to a table with a stream scans all stream records for the highest sequence number. */
const indexStreamRecords = (file: string) => {
  const database = new DatabaseSync(file, { timeout: 2000 });
  database.exec(
    "CREATE INDEX IF NOT EXISTS local_cloud_stream_order ON _stream_records(table_name, CAST(sequence_number AS INTEGER))",
  );
  database.close();
};

const launch = async (binary: string): Promise<DynamoDbServer> => {
  const port = await freePort();
  const folder = mkdtempSync(
    join(existsSync(MEMORY_FOLDER) ? MEMORY_FOLDER : tmpdir(), "local-cloud-dynamodb-"),
  );
  const file = join(folder, "dynamodb.sqlite");
  const windows = process.platform === "win32";
  // A group of its own, so that Ctrl-C in the terminal leaves the database up until the emulators have stopped.
  const child = windows
    ? spawn(binary, ["serve", "--host", "127.0.0.1", "--port", String(port), "--db-path", file])
    : spawn("/bin/sh", ["-c", WATCHED, "sh", binary, String(port), folder], { detached: true });

  let said = "";
  let stopping = false;
  const exited = new Promise<void>((resolve) => {
    child.once("error", (error) => {
      said += error.message;
      resolve();
    });
    child.once("exit", () => resolve());
  });
  const died = exited.then(() => {
    rmSync(folder, { recursive: true, force: true });
    return stopping ? new Promise<never>(() => {}) : `The DynamoDB process ended: ${said.trim()}`;
  });
  const stop = async () => {
    stopping = true;
    child.ref();
    if (windows) child.kill("SIGKILL");
    else child.stdin.end();
    await exited;
  };

  const listening = new Promise<void>((resolve, reject) => {
    const limit = setTimeout(
      () => reject(new Error(`DynamoDB did not start within ${START_LIMIT_MS} ms: ${said.trim()}`)),
      START_LIMIT_MS,
    );
    child.stdout.resume();
    child.stderr.on("data", (chunk: Buffer) => {
      said = `${said}${chunk}`.slice(-2000);
      if (said.includes("listening")) resolve();
    });
    void exited.then(() => reject(new Error(`DynamoDB did not start: ${said.trim()}`)));
    void died.catch(() => undefined);
    limit.unref();
  });
  try {
    await listening;
  } catch (error) {
    await stop();
    throw error;
  }
  indexStreamRecords(file);
  // It keeps no program running that has nothing else to do.
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) (stream as unknown as Socket).unref();
  return { url: `http://127.0.0.1:${port}`, folder, died, stop };
};

/**
 * Starts the database as a child process on a free loopback port, with its file in memory where the system has a
 * memory-backed folder; it ends with this process, however that ends. With DYNAMODB_ENDPOINT set it uses that
 * server instead. Rejects when there is neither; call it as early as possible, it needs nothing of the config.
 */
export const startDynamoDb = async (endpoint = process.env.DYNAMODB_ENDPOINT): Promise<DynamoDbServer> => {
  if (endpoint) {
    return { url: new URL(endpoint).origin, died: new Promise(() => {}), stop: async () => {} };
  }
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
