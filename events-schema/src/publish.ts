import type * as z from "zod";
import { InvalidEventError } from "./errors.ts";
import type { EventContract, Metadata } from "./event.ts";

/**
 * Ten outbox records, with their quotes escaped, go through one state machine execution, which takes 256 KiB:
 * https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
const maximumBytes = 16 * 1024;

/** An entry for `PutEvents`, without the bus. */
export interface Entry {
  Source: string;
  DetailType: string;
  Detail: string;
}

/**
 * Validates `data` and `metadata` against the contract, so that an event which breaks it never leaves. Throws
 * `InvalidEventError` with zod's issues, or when the event has more than 16 KiB.
 */
export function toEntry<Event extends EventContract>(
  event: Event,
  data: z.input<Event["data"]>,
  metadata: Metadata,
): Entry {
  const subject = `${event.name} v${event.version} cannot be published`;
  const parsed = event.detail.safeParse({ metadata: { ...metadata, version: event.version }, data });
  if (!parsed.success) throw new InvalidEventError(subject, parsed.error.issues);

  const detail = JSON.stringify(parsed.data);
  // A UTF-16 unit has three bytes at most, so most events need not be counted.
  const bytes = detail.length * 3 > maximumBytes ? new TextEncoder().encode(detail).byteLength : 0;
  if (bytes > maximumBytes) {
    const message = `has ${bytes} bytes, and may have ${maximumBytes}: bound its texts and lists, or publish where the rest can be read`;
    throw new InvalidEventError(subject, [{ code: "custom", path: [], message, input: event.name }]);
  }
  return { Source: event.source, DetailType: event.name, Detail: detail };
}
