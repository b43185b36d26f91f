import type { Hop } from "../../core/journal.ts";
import type { LogLevel, LogLine } from "../api.ts";
import type { Locator } from "../map/locate.ts";
import type { Redaction } from "../redaction.ts";

const levels: ReadonlySet<string> = new Set(["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]);
const isLevel = (text: string): text is LogLevel => levels.has(text);

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

const fieldsOf = (line: string): Record<string, unknown> | undefined => {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
};

interface PlatformRecord {
  requestId?: string;
  metrics?: { durationMs?: number; maxMemoryUsedMB?: number; initDurationMs?: number };
  status?: string;
}

const platformMessage = (type: string, { metrics, status }: PlatformRecord): string => {
  const took = metrics?.durationMs === undefined ? "" : ` after ${metrics.durationMs} ms`;
  const cold = metrics?.initDurationMs === undefined ? "" : `, init ${metrics.initDurationMs} ms`;
  return `${type}${status ? ` ${status}` : ""}${took}${cold}`;
};

type Parsed = Pick<LogLine, "level" | "message"> & Partial<Pick<LogLine, "fields" | "requestId" | "at">>;

/** Lines of Lambda itself, of Powertools, and of `console.log` in either log format. */
export const parseLine = (line: string): Parsed => {
  const fields = fieldsOf(line);
  if (fields) {
    const type = text(fields.type);
    const at = Date.parse(text(fields.timestamp) ?? text(fields.time) ?? "");
    const when = Number.isNaN(at) ? {} : { at };
    if (type?.startsWith("platform.")) {
      const record = (fields.record ?? {}) as PlatformRecord;
      const { requestId } = record;
      return { level: "DEBUG", message: platformMessage(type, record), fields, ...when, requestId };
    }
    const level = String(fields.level ?? fields.logLevel ?? "INFO").toUpperCase();
    const message = text(fields.message) ?? text(fields.msg) ?? (fields._aws ? "metrics" : line);
    const requestId = text(fields.function_request_id) ?? text(fields.requestId) ?? text(fields.AWSRequestId);
    return {
      level: isLevel(level) ? level : fields._aws ? "DEBUG" : "INFO",
      message,
      fields,
      ...when,
      requestId,
    };
  }
  if (/^(START|END|REPORT|INIT_START) /.test(line)) {
    const requestId = /RequestId: (\S+)/.exec(line)?.[1];
    return { level: "DEBUG", message: line.replaceAll("\t", "  "), requestId };
  }
  const [, at, requestId, level = "INFO", message = line] =
    /^(\d{4}-\d\d-\d\dT[\d:.]+Z)\t(\S+)\t([A-Z]+)\t([\s\S]*)$/.exec(line) ?? [];
  return {
    level: isLevel(level) ? level : "INFO",
    message,
    ...(at ? { at: Date.parse(at) } : {}),
    requestId,
  };
};

/** The lines a function wrote in one run. */
export const logLinesOf = (
  hop: Hop,
  lines: readonly unknown[],
  { locator, redaction }: { locator: Locator; redaction: Redaction },
): LogLine[] => {
  const node = locator.nodeOf(hop);
  const parsed = lines.map((line) => parseLine(String(line)));
  const ownRequest = parsed.find(({ requestId }) => requestId)?.requestId;
  return parsed.map(({ fields, message, requestId = ownRequest, ...line }) => ({
    hopId: hop.id,
    at: hop.at,
    ...line,
    message: redaction.maskText(message),
    function: node?.name ?? hop.source ?? hop.resource,
    traceId: hop.traceId,
    node: node?.id,
    requestId,
    fields: fields && (redaction.mask(fields) as Record<string, unknown>),
  }));
};
