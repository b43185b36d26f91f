import { type EventContract, type Metadata, toEntry } from "@sourdough/events-schema";
import type * as z from "zod";

/** Seconds. Long enough to look into a problem; the pipe reads the stream within a day. */
export const outboxKeptSeconds = 7 * 24 * 3600;

/**
 * A record to write in the transaction that changes the state, by `outboxEntity`. The pipe on the table's stream takes
 * what has `entity: "outbox"` and puts `source`, `detailType` and `detail` on the bus.
 */
export interface OutboxItem {
  /** Id of what changed. */
  about: string;
  eventId: string;
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
    about,
    eventId: metadata.eventId,
    source: entry.Source,
    detailType: entry.DetailType,
    detail: entry.Detail,
    ttl: Math.floor(Date.parse(metadata.occurredAt) / 1000) + outboxKeptSeconds,
  };
}
