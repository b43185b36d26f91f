import * as z from "zod";
import { InvalidEventError } from "./errors.ts";
import type { EventContract, ParsedEvent } from "./event.ts";

const BusEvent = z.object({
  source: z.string(),
  "detail-type": z.string(),
  detail: z.looseObject({ metadata: z.looseObject({ version: z.int() }) }),
});

/**
 * Finds the contract of an event as EventBridge delivers it, and validates it.
 * Throws `InvalidEventError` when none of the contracts is meant or the event breaks the one that is.
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
  if (!contract) {
    const expected = events.map((event) => `${event.name} v${event.version}`).join(", ");
    const message = `no contract for ${name} v${version} of ${source}; this consumer takes ${expected}`;
    throw new InvalidEventError("Unexpected event", [
      { code: "custom", path: ["detail-type"], message, input: name },
    ]);
  }

  const parsed = contract.detail.safeParse(detail);
  if (!parsed.success) throw new InvalidEventError(`${name} v${version} is malformed`, parsed.error.issues);
  // The contract was found by name at run time, which the compiler cannot follow.
  return { source, name, ...parsed.data } as ParsedEvent<Events[number]>;
}
