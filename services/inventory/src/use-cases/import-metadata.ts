import type { ImportMetadata } from "./ports.ts";
import { traceparentOf } from "./traceparent.ts";

/** What the events of an import have in common; its batches are in one trace, made of its id. */
export const importMetadata = (
  importId: string,
  occurredAt: string,
  newEventId: () => string,
): ImportMetadata => ({
  occurredAt,
  correlationId: importId,
  causationId: importId,
  traceparent: traceparentOf(importId),
  newEventId,
});
