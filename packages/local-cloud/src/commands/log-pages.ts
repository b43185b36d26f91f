import type { LogLevel, LogLine } from "../console/api.ts";
import type { RunningCloud } from "./running.ts";

/** Which lines are wanted. */
export interface LogChoice {
  /** Of this node of the map. */
  readonly function?: string;
  /** This one and above. */
  readonly level?: LogLevel;
  /** In milliseconds since the epoch; without it the newest page is the beginning. */
  readonly since?: number;
}

const PAGE = 1000;

/** Reads what functions wrote, oldest first; each time what came since the time before. */
export const createLogReader = ({ console: api }: RunningCloud, { since, ...choice }: LogChoice) => {
  /** Of the last run whose lines were read: those of a run come all at once, when it ends. */
  let lastRun = since === undefined ? undefined : 0;

  return async (): Promise<LogLine[]> => {
    const unread: LogLine[] = [];
    let before: string | undefined;
    for (;;) {
      const { lines } = await api.get("/api/logs", { query: { ...choice, limit: String(PAGE), before } });
      const fresh = lines.filter(({ hopId, at }) => hopId > (lastRun ?? 0) && at >= (since ?? 0));
      const known = new Set(unread.map(({ hopId }) => hopId));
      const added = fresh.filter(({ hopId }) => !known.has(hopId));
      unread.push(...added);
      if (lastRun === undefined || lines.length < PAGE || added.length === 0) break;
      before = String(lines.at(-1)!.at);
    }
    lastRun = unread.reduce((last, { hopId }) => Math.max(last, hopId), lastRun ?? 0);
    return unread.reverse();
  };
};
