import { execFile } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { promisify } from "node:util";

/** Watches the resident memory of a process and everything it started. */
export interface MemoryWatch {
  /** Megabytes at the highest moment so far, or since the last `forget`. */
  readonly peakMb: number;
  /** Megabytes when it was looked at last. */
  readonly nowMb: number;
  /** Begins anew, from what it is now. */
  forget(): void;
  stop(): void;
}

const everyMs = 100;
const pageBytes = 4096;

const childrenOf = (pid: number): number[] =>
  readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8")
      .trim()
      .split(" ")
      .filter(Boolean)
      .map(Number),
  );

const fromProc = (pid: number): number => {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
    return pages * pageBytes + childrenOf(pid).reduce((sum, child) => sum + fromProc(child), 0);
  } catch {
    // The process ended between two looks.
    return 0;
  }
};

const fromPs = async (root: number): Promise<number> => {
  const { stdout } = await promisify(execFile)("ps", ["-axo", "pid=,ppid=,rss="]);
  const rows = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const bytesOf = (pid: number): number =>
    rows.reduce(
      (sum, [child, parent, kilobytes]) =>
        sum + (child === pid ? kilobytes! * 1024 : 0) + (parent === pid ? bytesOf(child!) : 0),
      0,
    );
  return bytesOf(root);
};

/** Ends a process and all that it started, at once; Linux only knows what it started. */
export const killTree = (pid: number): void => {
  const all = process.platform === "linux" ? treeOf(pid) : [pid];
  for (const each of all)
    try {
      process.kill(each, "SIGKILL");
    } catch {
      // It ended by itself in this moment.
    }
};

const treeOf = (pid: number): number[] => {
  try {
    return [pid, ...childrenOf(pid).flatMap(treeOf)];
  } catch {
    return [pid];
  }
};

const clockTicksPerSecond = 100;

const cpuTicks = (pid: number): number => {
  try {
    // After the command's name, which may hold spaces, user and system time are fields 12 and 13.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)!.split(" ");
    return (
      Number(fields[11]) +
      Number(fields[12]) +
      childrenOf(pid).reduce((sum, child) => sum + cpuTicks(child), 0)
    );
  } catch {
    return 0;
  }
};

/** Milliseconds of processor that a process and those it started, as far as they run, took so far; NaN off Linux. */
export const processorMs = (pid: number): number =>
  process.platform === "linux" ? (cpuTicks(pid) * 1000) / clockTicksPerSecond : Number.NaN;

/** SQLite's temporary files, which have no name any more once they are open. */
const TEMPORARY = /\/etilqs_/;

const temporaryBytes = (pid: number): number => {
  try {
    const files = readdirSync(`/proc/${pid}/fd`).map((fd) => `/proc/${pid}/fd/${fd}`);
    return files
      .filter((file) => TEMPORARY.test(readlinkSync(file)))
      .reduce((sum, file) => sum + statSync(file).size, 0);
  } catch {
    return 0;
  }
};

/** Megabytes of the temporary files of SQLite that a process has open; NaN off Linux. */
export const temporaryFilesMb = (pid: number): number =>
  process.platform === "linux" ? temporaryBytes(pid) / 2 ** 20 : Number.NaN;

/** Pages that processes share count once for each: the sum is what a process list shows, an upper limit. */
export const watchMemory = (pid: number): MemoryWatch => {
  const measure = process.platform === "linux" ? fromProc : fromPs;
  let now = 0;
  let peak = 0;
  let measuring = false;
  const timer = setInterval(async () => {
    if (measuring) return;
    measuring = true;
    now = await Promise.resolve(measure(pid)).catch(() => now);
    peak = Math.max(peak, now);
    measuring = false;
  }, everyMs);
  return {
    get peakMb() {
      return peak / 2 ** 20;
    },
    get nowMb() {
      return now / 2 ** 20;
    },
    forget: () => {
      peak = 0;
    },
    stop: () => clearInterval(timer),
  };
};
