import {
  type EventContract,
  InvalidEventError,
  type ParsedEvent,
  parseEvent,
} from "@sourdough/events-schema";
import * as z from "zod";
import { batchHandler } from "./batch.ts";
import { InvalidInputError } from "./errors.ts";
import { parseJson } from "./parse.ts";
import type { Telemetry } from "./telemetry.ts";

/** How SNS wraps a message for a queue that did not ask for raw delivery. */
const SnsNotification = z.object({ Type: z.literal("Notification"), Message: z.string() });

/** A function behind a queue that events of the bus are put on, by a rule or by way of a topic. */
export const eventQueueHandler = <const Events extends readonly EventContract[]>(options: {
  name: string;
  events: Events;
  run: (event: ParsedEvent<Events[number]>, telemetry: Telemetry) => Promise<unknown>;
}) => {
  const subject = `${options.name} cannot read an event`;
  const read = (text: string): ParsedEvent<Events[number]> => {
    const body = parseJson(text, subject);
    const notification = SnsNotification.safeParse(body);
    try {
      return parseEvent(
        options.events,
        notification.success ? parseJson(notification.data.Message, subject) : body,
      );
    } catch (error) {
      if (error instanceof InvalidEventError)
        throw new InvalidInputError(subject, error.issues, { cause: error });
      throw error;
    }
  };
  return batchHandler({ name: options.name, read: ({ body }) => read(body), run: options.run });
};
