import type { SimulatedApp } from "sourdough-local/simulation";

/** An event that the bus took. */
export interface PublishedEvent {
  readonly detailType: string;
  readonly eventId: string;
  readonly data: Record<string, unknown>;
}

/** All events that are put on the bus from now on, repeated ones too. */
export const recordPublished = ({ cloud }: SimulatedApp): readonly PublishedEvent[] => {
  const published: PublishedEvent[] = [];
  cloud.journal.subscribe((hop) => {
    if (hop.service !== "events" || hop.action !== "PutEvents" || hop.durationMs === undefined || hop.error)
      return;
    const { Entries = [] } = hop.input as { Entries?: { DetailType: string; Detail: string }[] };
    for (const { DetailType, Detail } of Entries) {
      const { metadata, data } = JSON.parse(Detail);
      published.push({ detailType: DetailType, eventId: metadata?.eventId, data });
    }
  });
  return published;
};
