import type { Clock } from "../../core/clock.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html */
const WINDOW_MS = 5 * 60_000;

/** What the sender of a message is answered. */
interface Sent {
  readonly messageId: string;
  readonly sequenceNumber?: string | undefined;
}

/** The deduplication ids of the last five minutes of the emulator's clock. */
export interface Deduplication {
  /** What was sent with this id before. */
  find(id: string, group: string): Sent | undefined;
  record(id: string, group: string, sent: Sent): void;
  clear(): void;
}

/**
 * The scope is that of the queue when it was created: on AWS, too, messages sent after the attribute changed are
 * compared as before.
 */
export const createDeduplication = (clock: Clock, perGroup: boolean): Deduplication => {
  const known = new Map<string, Sent & { readonly until: number }>();
  // No id has spaces.
  const keyOf = (id: string, group: string) => (perGroup ? `${group} ${id}` : id);
  return {
    find(id, group) {
      const found = known.get(keyOf(id, group));
      return found && found.until > clock.now() ? found : undefined;
    },
    record(id, group, sent) {
      const now = clock.now();
      for (const [old, { until }] of known) {
        if (until > now) break;
        known.delete(old);
      }
      const key = keyOf(id, group);
      known.delete(key);
      known.set(key, { ...sent, until: now + WINDOW_MS });
    },
    clear: () => known.clear(),
  };
};
