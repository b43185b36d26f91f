import { type EventContract, type Metadata, toEntry } from "@sourdough/events-schema";
import type * as z from "zod";

/** What every record of the outbox has in common, whether a function or a state machine writes it. */
export const outboxRecord = {
  /** Followed by the id of what changed. */
  partition: "outbox#",
  entity: "outbox",
  /** Long enough to look into a problem; the pipe reads the stream within a day. */
  keptSeconds: 7 * 24 * 3600,
} as const;

/**
 * A record to write in the transaction that changes the state. The pipe on the table's stream takes what has
 * `entity: "outbox"` and puts `source`, `detailType` and `detail` on the bus.
 */
export interface OutboxItem {
  pk: string;
  sk: string;
  entity: typeof outboxRecord.entity;
  source: string;
  detailType: string;
  /** JSON text. */
  detail: string;
  /** Epoch seconds. */
  ttl: number;
}

/** Throws `InvalidEventError` when the event breaks its contract. `about` is the id of what changed. */
export function outboxItem<Event extends EventContract>(
  event: Event,
  data: z.input<Event["data"]>,
  metadata: Metadata,
  about: string,
): OutboxItem {
  const entry = toEntry(event, data, metadata);
  return {
    pk: `${outboxRecord.partition}${about}`,
    sk: metadata.eventId,
    entity: outboxRecord.entity,
    source: entry.Source,
    detailType: entry.DetailType,
    detail: entry.Detail,
    ttl: Math.floor(Date.parse(metadata.occurredAt) / 1000) + outboxRecord.keptSeconds,
  };
}
