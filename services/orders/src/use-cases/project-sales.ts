import type { Telemetry } from "@sourdough/lambda-kit";
import type { SalesEvent } from "../domain/sales.ts";
import { versionsFor } from "../domain/sales-versions.ts";
import type { SalesPorts } from "./ports.ts";

type Event = SalesEvent & { readonly metadata: { readonly eventId: string } };

/**
 * Counts an event in each version that is kept, one after the other: a crash in between leaves the rest to the next
 * delivery. One that a replay brings counts in the version that is built of it; of a replay that is over or was given
 * up, in none.
 */
export const projectSales = async (
  { sales }: SalesPorts,
  event: Event,
  replayName: string | undefined,
  telemetry: Telemetry,
): Promise<void> => {
  const versions = versionsFor(await sales.versions(), replayName);
  if (versions.length === 0) telemetry.count("ReplaysIgnored");
  for (const version of versions) await sales.add(version, event.metadata.eventId, event);
};
