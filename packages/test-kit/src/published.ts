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

/** Everything the bus accepted since, oldest first; a copy counts again. */
export const collectPublished = (journal: Journal): readonly PublishedEvent[] => {
  const published: PublishedEvent[] = [];
  journal.subscribe(({ action, input, error }: Hop) => {
    if (action === "AcceptEvent" && !error) published.push(input as PublishedEvent);
  });
  return published;
};
