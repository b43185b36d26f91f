import type { LogLevel, LogLine, LogPage } from "./api.ts";
import type { Observer } from "./observe.ts";
import type { TraceContext } from "./trace/hops.ts";
import { logLinesOf } from "./trace/logs.ts";

const REMEMBERED = 10_000;
/** Runs looked through for one page, so that a search for nothing ends. */
const SEARCHED = 3000;

export interface LogFilter {
  readonly limit: number;
  readonly before?: number;
  readonly q?: string;
  readonly function?: string;
  readonly level?: LogLevel;
}

/** What functions wrote, newest first. */
export interface LogBook extends Observer {
  page(filter: LogFilter): LogPage;
}

const rank: Record<LogLevel, number> = { TRACE: 0, DEBUG: 1, INFO: 2, WARN: 3, ERROR: 4, FATAL: 5 };

export const createLogBook = (context: TraceContext): LogBook => {
  const { journal } = context;
  let runs: number[] = [];

  const matches = (line: LogLine, filter: LogFilter, mentioned: ReadonlySet<number> | undefined): boolean => {
    if (filter.level && rank[line.level] < rank[filter.level]) return false;
    if (filter.function && line.node !== filter.function && line.function !== filter.function) return false;
    if (!filter.q) return true;
    if (mentioned?.has(line.hopId) || line.traceId === filter.q || line.requestId === filter.q) return true;
    const text = `${line.message} ${line.fields ? JSON.stringify(line.fields) : ""}`;
    return text.toLowerCase().includes(filter.q.toLowerCase());
  };

  return {
    begun(hop) {
      if (hop.action !== "Log") return;
      runs.push(hop.id);
      if (runs.length > REMEMBERED * 1.2) runs = runs.slice(-REMEMBERED);
    },
    page(filter) {
      const lines: LogLine[] = [];
      const mentioned = filter.q ? new Set(journal.mentions.of(filter.q)) : undefined;
      let searched = 0;
      for (let index = runs.length - 1; index >= 0 && searched < SEARCHED; index--) {
        const hop = journal.hop(runs[index]!);
        if (!hop || hop.at >= (filter.before ?? Number.POSITIVE_INFINITY)) continue;
        searched++;
        const { output } = journal.payloads(hop);
        if (!Array.isArray(output)) continue;
        const found = logLinesOf(hop, output, context).filter((line) => matches(line, filter, mentioned));
        lines.push(...found.reverse());
        if (lines.length >= filter.limit) break;
      }
      return { lines };
    },
  };
};
