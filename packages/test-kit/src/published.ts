import type { Hop, Journal } from "sourdough-local";

/** An event of the system that the bus accepted. */
export interface PublishedEvent {
  readonly source: string;
  readonly "detail-type": string;
  readonly detail: {
    readonly metadata: { readonly eventId: string; readonly correlationId: string };
    readonly data: Readonly<Record<string, unknown>>;
  };
}

/** What services of AWS tell on the account's own bus is not of the system's making. */
const isOwn = (input: unknown): input is PublishedEvent =>
  !(input as { source?: string }).source?.startsWith("aws.");

/** Everything the bus accepted since, oldest first; a copy counts again. */
export const collectPublished = (journal: Journal): readonly PublishedEvent[] => {
  const published: PublishedEvent[] = [];
  journal.subscribe(({ action, input, error }: Hop) => {
    if (action === "AcceptEvent" && !error && isOwn(input)) published.push(input);
  });
  return published;
};
