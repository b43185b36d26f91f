import * as z from "zod";
import { InvalidEventError } from "./errors.ts";
import type { EventContract, ParsedEvent } from "./event.ts";

const BusEvent = z.object({
  source: z.string(),
  "detail-type": z.string(),
  detail: z.looseObject({ metadata: z.looseObject({ version: z.int() }) }),
});

function unexpected(events: readonly EventContract[], source: string, name: string, version: number) {
  const sameName = events.filter((event) => event.name === name);
  const path = sameName.some((event) => event.source === source)
    ? ["detail", "metadata", "version"]
    : [sameName.length > 0 ? "source" : "detail-type"];
  const taken = events.map((event) => `${event.name} v${event.version} of ${event.source}`).join(", ");
  const message = `no contract for ${name} v${version} of ${source}; this consumer takes ${taken}. Add the contract to its events, or let its rule match only these`;
  return new InvalidEventError("Unexpected event", [{ code: "custom", path, message, input: undefined }]);
}

/** The contracts an event goes through, from its own to the newest of those that `events` has. */
function upcasts(events: readonly EventContract[], contract: EventContract): EventContract[] {
  const newest = events.reduce(
    (best, event) =>
      event.name === best.name && event.source === best.source && event.version > best.version ? event : best,
    contract,
  );
  const steps: EventContract[] = [];
  for (let step: EventContract | undefined = newest; step !== contract; step = step.upcast?.from) {
    if (!step) return [];
    steps.unshift(step);
  }
  return steps;
}

/**
 * Finds the contract of an event as EventBridge delivers it, validates it, and brings it to the newest of the
 * versions in `events`. Throws `InvalidEventError` when none of the contracts is meant or the event breaks the one
 * that is.
 */
export function parseEvent<const Events extends readonly EventContract[]>(
  events: Events,
  raw: unknown,
): ParsedEvent<Events[number]> {
  const outer = BusEvent.safeParse(raw);
  if (!outer.success) throw new InvalidEventError("Not an event of the bus", outer.error.issues);

  const { source, "detail-type": name, detail } = outer.data;
  const version = detail.metadata.version;
  const contract = events.find(
    (event) => event.name === name && event.source === source && event.version === version,
  );
  if (!contract) throw unexpected(events, source, name, version);

  const parsed = contract.detail.safeParse(detail);
  if (!parsed.success) throw new InvalidEventError(`${name} v${version} is malformed`, parsed.error.issues);

  let { metadata, data } = parsed.data;
  for (const step of upcasts(events, contract)) {
    const upcast = step.detail.safeParse({
      metadata: { ...metadata, version: step.version },
      data: step.upcast?.data(data),
    });
    if (!upcast.success) {
      const subject = `${name} v${metadata.version} cannot be brought to v${step.version}`;
      throw new InvalidEventError(subject, upcast.error.issues);
    }
    ({ metadata, data } = upcast.data);
  }
  // The contract was found by name at run time, which the compiler cannot follow.
  return { source, name, metadata, data } as ParsedEvent<Events[number]>;
}
