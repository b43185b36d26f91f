import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Appends lines to `<folder>/<name>.log`; the files start empty with each start of the local cloud. One that has got
 * large becomes `<name>.log.1`, in place of the one before.
 */
export interface LogFiles {
  write(name: string, line: string): void;
  stop(): void;
}

// Lines of a busy moment are one write for each file, not one each.
const FLUSH_MS = 25;
const MOST_BYTES = 4 * 1024 * 1024;

interface LogFile {
  readonly path: string;
  readonly waiting: string[];
  bytes: number;
}

export const createLogFiles = (folder: string, mostBytes = MOST_BYTES): LogFiles => {
  const files = new Map<string, LogFile>();
  let flushing: NodeJS.Timeout | undefined;

  const open = (name: string): LogFile => {
    const file = { path: join(folder, `${name}.log`), waiting: [], bytes: 0 };
    files.set(name, file);
    trying(() => {
      mkdirSync(folder, { recursive: true });
      rmSync(`${file.path}.1`, { force: true });
      writeFileSync(file.path, "");
    });
    return file;
  };
  const append = (file: LogFile) => {
    const text = Buffer.from(`${file.waiting.splice(0).join("\n")}\n`);
    if (file.bytes > 0 && file.bytes + text.length > mostBytes) {
      renameSync(file.path, `${file.path}.1`);
      file.bytes = 0;
    }
    appendFileSync(file.path, text);
    file.bytes += text.length;
  };
  // To hand a few lines to another thread, as a stream does, takes far longer than to write them.
  const flush = () => {
    flushing = undefined;
    for (const file of files.values()) if (file.waiting.length > 0) trying(() => append(file));
  };

  return {
    write: (name, line) => {
      (files.get(name) ?? open(name)).waiting.push(line);
      flushing ??= setTimeout(flush, FLUSH_MS);
    },
    stop: () => {
      clearTimeout(flushing);
      flush();
      files.clear();
    },
  };
};

/** A disk that is full costs a log, and nothing else. */
const trying = (work: () => void): void => {
  try {
    work();
  } catch {}
};

const TAIL_BYTES = 4096;

/** The end of an invocation's log, as `LogType: "Tail"` asks for it. */
export const logTail = (lines: readonly string[]): string =>
  Buffer.from(`${lines.join("\n")}\n`)
    .subarray(-TAIL_BYTES)
    .toString("base64");

/** The lines Lambda itself writes around an invocation, as text or JSON. */
export const platformLog = (options: {
  format: "Text" | "JSON";
  requestId: string;
  version: string;
  memoryMb: number;
}): {
  start(): string;
  end(result: { durationMs: number; heapUsed: number; initMs?: number; status: string }): string[];
} => {
  const { requestId, version, memoryMb } = options;
  const event = (type: string, record: object) =>
    JSON.stringify({ time: new Date().toISOString(), type, record: { requestId, ...record } });
  if (options.format === "JSON")
    return {
      start: () => event("platform.start", { version }),
      end: ({ durationMs, heapUsed, initMs, status }) => [
        event("platform.report", {
          metrics: {
            durationMs: round(durationMs),
            billedDurationMs: Math.ceil(durationMs + (initMs ?? 0)),
            memorySizeMB: memoryMb,
            maxMemoryUsedMB: megabytes(heapUsed),
            initDurationMs: initMs === undefined ? undefined : round(initMs),
          },
          status,
        }),
      ],
    };
  return {
    start: () => `START RequestId: ${requestId} Version: ${version}`,
    end: ({ durationMs, heapUsed, initMs }) => [
      `END RequestId: ${requestId}`,
      [
        `REPORT RequestId: ${requestId}`,
        `Duration: ${durationMs.toFixed(2)} ms`,
        `Billed Duration: ${Math.ceil(durationMs + (initMs ?? 0))} ms`,
        `Memory Size: ${memoryMb} MB`,
        `Max Memory Used: ${megabytes(heapUsed)} MB`,
        ...(initMs === undefined ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
      ].join("\t"),
    ],
  };
};

const round = (milliseconds: number) => Math.round(milliseconds * 1000) / 1000;
const megabytes = (bytes: number) => Math.ceil(bytes / 1024 / 1024);
