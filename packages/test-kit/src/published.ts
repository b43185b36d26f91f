import type { PublishedEvent as AnyEvent } from "sourdough-local/testing";

/** An event of the system. */
export type PublishedEvent = AnyEvent<{
  readonly metadata: { readonly eventId: string; readonly correlationId: string };
  readonly data: Readonly<Record<string, unknown>>;
}>;
