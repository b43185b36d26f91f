import type { SimulatedApp } from "sourdough-local/simulation";

/** An event that the bus took. */
export interface PublishedEvent {
  readonly detailType: string;
  readonly eventId: string;
  readonly data: Record<string, unknown>;
}

/** An event that comes again is the same event: what it says was decided once, and is told as often as need be. */
export const wrongRepeats = (published: readonly PublishedEvent[]): string[] => {
  const said = new Map<string, string>();
  return published.flatMap(({ detailType, eventId, data }) => {
    const text = JSON.stringify(data);
    const before = said.get(eventId) ?? text;
    said.set(eventId, text);
    return before === text
      ? []
      : [`${detailType} ${eventId} came again and said something else: ${before}, ${text}.`];
  });
};

/** All events that are put on the bus from now on, repeated ones too. */
export const recordPublished = (app: SimulatedApp): readonly PublishedEvent[] => {
  const published: PublishedEvent[] = [];
  app.subscribe((hop) => {
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
