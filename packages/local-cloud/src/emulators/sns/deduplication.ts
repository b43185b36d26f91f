import { z } from "zod";
import type { Clock } from "../../core/clock.ts";
import type { State } from "../../state/state.ts";
import type { Prepared } from "./message.ts";
import type { Duplicate, Published, Topic, Topics } from "./topics.ts";

/** What FIFO topics took in the last five minutes, and how far they counted; both outlast the process. */
export interface Deduplication {
  /** What the first publisher of the same was answered. */
  find(topic: Topic, message: Prepared): Published | undefined;
  record(topic: Topic, message: Prepared, answer: Published): void;
  nextSequenceNumber(): string;
  /** Forgets everything of a topic. */
  forget(topic: Topic): void;
  /** Takes up what the run before left. */
  restore(topics: Pick<Topics, "has" | "find">): void;
}

const DEDUPLICATION_MS = 5 * 60_000;

export const createDeduplication = (state: State, clock: Pick<Clock, "now">): Deduplication => {
  const duplicates = state.records<Duplicate>(
    "sns/deduplication",
    z.object({
      answer: z.object({ MessageId: z.string(), SequenceNumber: z.string().optional() }),
      until: z.number(),
    }),
  );
  const sequences = state.records("sns/sequence-numbers", z.object({ last: z.string().regex(/^[0-9]+$/) }));
  let sequence = 10n ** 19n;
  for (const [, { last }] of sequences.read()) sequence = BigInt(last);

  // Neither an ARN nor a group id has spaces.
  const keptKey = (topic: Topic, key: string) => `${topic.arn} ${key}`;
  const keyOf = ({ attributes }: Topic, { groupId, deduplicationId }: Prepared) =>
    attributes.FifoThroughputScope === "MessageGroup" ? `${groupId} ${deduplicationId}` : deduplicationId!;
  const drop = (topic: Topic, key: string) => {
    topic.recent.delete(key);
    duplicates.delete(keptKey(topic, key));
  };

  return {
    find(topic, message) {
      if (message.deduplicationId === undefined) return undefined;
      const before = topic.recent.get(keyOf(topic, message));
      return before && before.until > clock.now() ? before.answer : undefined;
    },
    record(topic, message, answer) {
      if (message.deduplicationId === undefined) return;
      const now = clock.now();
      for (const [old, { until }] of topic.recent) {
        if (until > now) break;
        drop(topic, old);
      }
      const key = keyOf(topic, message);
      const duplicate = { answer, until: now + DEDUPLICATION_MS };
      topic.recent.delete(key);
      topic.recent.set(key, duplicate);
      duplicates.put(keptKey(topic, key), duplicate);
    },
    nextSequenceNumber() {
      sequence += 1n;
      sequences.put("last", { last: String(sequence) });
      return String(sequence);
    },
    forget(topic) {
      for (const key of [...topic.recent.keys()]) drop(topic, key);
    },
    restore(topics) {
      for (const [kept, duplicate] of duplicates.read()) {
        const end = kept.indexOf(" ");
        const arn = kept.slice(0, end);
        if (topics.has(arn)) topics.find(arn).recent.set(kept.slice(end + 1), duplicate);
        else duplicates.delete(kept);
      }
    },
  };
};
