import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** One run of the database, from the time when it answers. */
export interface DatabaseProcess {
  /** Resolves with its last words on one line, when it and all that hold its files are gone. */
  readonly ended: Promise<string>;
  end(): Promise<void>;
}

const START_LIMIT_MS = 10_000;
const FILE = "dynamodb.sqlite";
/** Written by the shell when this process is gone or has ended the database: then the folder goes, too. */
const MARK = "ended";

// The shell outlives a killed parent just long enough to end the database and to remove its folder: its standard
// input closes when the parent is gone, however it went. When the database ends by itself, its files stay.
const WATCHED = `
trap '' PIPE
exec 3<&0
"$1" serve --host 127.0.0.1 --port "$2" --db-path "$3/${FILE}" &
database=$!
( read -r _ <&3; : > "$3/${MARK}"; kill -9 "$database" ) 2>/dev/null &
watcher=$!
wait "$database"
status=$?
kill "$watcher" 2>/dev/null
[ ! -e "$3/${MARK}" ] || rm -rf "$3"
exit "$status"`;

/** Without it each write to a table with a stream scans all stream records for the highest sequence number. */
const indexStreamRecords = (file: string) => {
  const database = new DatabaseSync(file, { timeout: 2000 });
  database.exec(
    "CREATE INDEX IF NOT EXISTS local_cloud_stream_order ON _stream_records(table_name, CAST(sequence_number AS INTEGER))",
  );
  database.close();
};

/** Runs the database on its files in `folder`. Rejects when it does not answer in time. */
export const runDatabase = async (binary: string, port: number, folder: string): Promise<DatabaseProcess> => {
  const file = join(folder, FILE);
  rmSync(join(folder, MARK), { force: true });
  const windows = process.platform === "win32";
  // A group of its own, so that Ctrl-C in the terminal leaves the database up until the emulators have stopped.
  const child = windows
    ? spawn(binary, ["serve", "--host", "127.0.0.1", "--port", String(port), "--db-path", file])
    : spawn("/bin/sh", ["-c", WATCHED, "sh", binary, String(port), folder], { detached: true });
  child.stdin.on("error", () => {
    // It ended before it was told to.
  });

  let said = "";
  const lastWords = () =>
    said
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "" && !line.includes("listening on"))
      .join("; ");
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => {
      said += error.message;
      resolve(lastWords());
    });
    // A shell that was killed leaves the database behind, which the watcher ends when this input does.
    child.once("exit", () => child.stdin.end());
    child.once("close", () => resolve(lastWords()));
  });
  const end = async () => {
    child.ref();
    if (windows) child.kill("SIGKILL");
    else child.stdin.end();
    await ended;
  };

  let limit: NodeJS.Timeout | undefined;
  const listening = new Promise<void>((resolve, reject) => {
    limit = setTimeout(
      () => reject(new Error(`DynamoDB did not start within ${START_LIMIT_MS} ms: ${lastWords()}`)),
      START_LIMIT_MS,
    );
    child.stdout.resume();
    child.stderr.on("data", (chunk: Buffer) => {
      said = `${said}${chunk}`.slice(-2000);
      if (said.includes("listening")) resolve();
    });
    void ended.then((words) => reject(new Error(`DynamoDB did not start: ${words}`)));
  });
  try {
    await listening;
    indexStreamRecords(file);
  } catch (error) {
    await end();
    throw error;
  } finally {
    clearTimeout(limit);
  }
  // It keeps no program running that has nothing else to do.
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) (stream as unknown as Socket).unref();
  return { ended, end };
};
