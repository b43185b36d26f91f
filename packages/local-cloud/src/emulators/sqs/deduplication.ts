import type { Clock } from "../../core/clock.ts";
import type { KeptDeduplication, KeptDuplicate } from "./kept-queues.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html */
const WINDOW_MS = 5 * 60_000;

/** Recorded on AWS: another scope does not count at once; attributes take up to this long to spread. */
const SCOPE_CHANGE_MS = 60_000;

/** What the first sender of a message was answered. */
export interface Accepted {
  readonly messageId: string;
  readonly sequenceNumber: string | undefined;
}

/** The deduplication ids of the last five minutes of the emulator's clock. */
export interface Deduplication {
  find(id: string, groupId: string): Accepted | undefined;
  record(id: string, groupId: string, accepted: Accepted): void;
  setScope(scope: string): void;
  clear(): void;
}

export const createDeduplication = (
  clock: Clock,
  initialScope: string,
  kept: KeptDeduplication,
): Deduplication => {
  const known = new Map<string, KeptDuplicate>(kept.left);
  const forget = (key: string) => {
    known.delete(key);
    kept.delete(key);
  };
  let scope = initialScope;
  let change: { scope: string; at: number } | undefined;
  const keyOf = (id: string, groupId: string) => {
    if (change && clock.now() >= change.at) {
      scope = change.scope;
      change = undefined;
    }
    return scope === "messageGroup" ? `${groupId}\0${id}` : id;
  };
  return {
    find(id, groupId) {
      const found = known.get(keyOf(id, groupId));
      return found && found.until > clock.now() ? found : undefined;
    },
    record(id, groupId, accepted) {
      const now = clock.now();
      for (const [old, { until }] of known) {
        if (until > now) break;
        forget(old);
      }
      const key = keyOf(id, groupId);
      known.delete(key);
      const duplicate = { ...accepted, until: now + WINDOW_MS };
      known.set(key, duplicate);
      kept.put(key, duplicate);
    },
    setScope(next) {
      if (next !== (change?.scope ?? scope)) change = { scope: next, at: clock.now() + SCOPE_CHANGE_MS };
    },
    clear: () => [...known.keys()].forEach(forget),
  };
};
