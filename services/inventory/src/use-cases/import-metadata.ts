import { createHash } from "node:crypto";
import type { ImportMetadata } from "./ports.ts";

/** What the events of an import have in common; its batches are in one trace, made of its id. */
export const importMetadata = (
  importId: string,
  occurredAt: string,
  newEventId: () => string,
): ImportMetadata => {
  const hex = createHash("sha256").update(importId).digest("hex");
  return {
    occurredAt,
    correlationId: importId,
    causationId: importId,
    traceparent: `00-${hex.slice(0, 32)}-${hex.slice(32, 48)}-01`,
    newEventId,
  };
};
