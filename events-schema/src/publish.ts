import type * as z from "zod";
import { InvalidEventError } from "./errors.ts";
import type { EventContract, Metadata } from "./event.ts";

/** An entry for `PutEvents`, without the bus. */
export interface Entry {
  Source: string;
  DetailType: string;
  Detail: string;
}

/** Validates `data` and `metadata` against the contract; throws `InvalidEventError` with zod's issues. */
export function toEntry<Event extends EventContract>(
  event: Event,
  data: z.input<Event["data"]>,
  metadata: Metadata,
): Entry {
  const detail = event.detail.safeParse({ metadata: { ...metadata, version: event.version }, data });
  if (!detail.success) {
    throw new InvalidEventError(`${event.name} v${event.version} cannot be published`, detail.error.issues);
  }
  return { Source: event.source, DetailType: event.name, Detail: JSON.stringify(detail.data) };
}
