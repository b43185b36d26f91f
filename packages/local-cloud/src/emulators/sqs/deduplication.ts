import type { Clock } from "../../core/clock.ts";
import type { Deduplicated } from "./fauxqs.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html */
const WINDOW_MS = 5 * 60_000;

interface Known {
  readonly messageId: string;
  readonly sequenceNumber: string | undefined;
  readonly until: number;
}

/** The deduplication ids of the last five minutes of the emulator's clock. */
export interface Deduplication {
  check(id: string): Deduplicated;
  record(id: string, messageId: string, sequenceNumber: string | undefined): void;
}

export const createDeduplication = (clock: Clock): Deduplication => {
  const known = new Map<string, Known>();
  return {
    check(id) {
      const found = known.get(id);
      if (!found || found.until <= clock.now()) return { isDuplicate: false };
      const { messageId, sequenceNumber } = found;
      return { isDuplicate: true, originalMessageId: messageId, originalSequenceNumber: sequenceNumber };
    },
    record(id, messageId, sequenceNumber) {
      const now = clock.now();
      for (const [old, { until }] of known) {
        if (until > now) break;
        known.delete(old);
      }
      known.delete(id);
      known.set(id, { messageId, sequenceNumber, until: now + WINDOW_MS });
    },
  };
};
