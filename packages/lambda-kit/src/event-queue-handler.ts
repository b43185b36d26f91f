import {
  type EventContract,
  InvalidEventError,
  type ParsedEvent,
  parseEvent,
} from "@sourdough/events-schema";
import { replayNameOf } from "@sourdough/events-schema/replays";
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
  /** Whether the events of a batch wait for each other. */
  oneByOne?: boolean;
  /** `replayName` of what a replay brings again. */
  run: (
    event: ParsedEvent<Events[number]>,
    telemetry: Telemetry,
    replayName: string | undefined,
  ) => Promise<unknown>;
}) => {
  const subject = `${options.name} cannot read an event`;
  const read = (text: string) => {
    const outer = parseJson(text, subject);
    const notification = SnsNotification.safeParse(outer);
    const body = notification.success ? parseJson(notification.data.Message, subject) : outer;
    try {
      const event: ParsedEvent<Events[number]> = parseEvent(options.events, body);
      return { event, replayName: replayNameOf(body) };
    } catch (error) {
      if (error instanceof InvalidEventError)
        throw new InvalidInputError(subject, error.issues, { cause: error });
      throw error;
    }
  };
  return batchHandler({
    name: options.name,
    oneByOne: options.oneByOne,
    read: ({ body }) => read(body),
    about: ({ event }) => event,
    run: ({ event, replayName }, telemetry) => options.run(event, telemetry, replayName),
  });
};
