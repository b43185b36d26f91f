import type { Hop, Journal } from "sourdough-local";

/** An event that the bus accepted. */
export interface PublishedEvent {
  readonly source: string;
  readonly "detail-type": string;
  readonly detail: {
    readonly metadata: { readonly eventId: string; readonly correlationId: string };
    readonly data: Readonly<Record<string, unknown>>;
  };
}

/** Everything the system published since, oldest first; a copy counts again. What AWS tells of itself is not among it. */
export const collectPublished = (journal: Journal): readonly PublishedEvent[] => {
  const published: PublishedEvent[] = [];
  journal.subscribe(({ action, input, error }: Hop) => {
    if (action !== "AcceptEvent" || error) return;
    const event = input as PublishedEvent;
    if (!event.source.startsWith("aws.")) published.push(event);
  });
  return published;
};
