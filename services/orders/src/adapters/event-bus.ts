import { type EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { toEntry } from "@sourdough/events-schema";
import { TransientError } from "@sourdough/lambda-kit";
import type { EventBus } from "../use-cases/ports.ts";

/** Publishes at once, for what has no table to leave an event in; throws `TransientError` when the bus refuses it. */
export const eventBus = (client: EventBridgeClient, busName: string): EventBus => ({
  publish: async (event, data, metadata) => {
    const entry = toEntry(event, data, metadata);
    const { Entries = [] } = await client.send(
      new PutEventsCommand({ Entries: [{ ...entry, EventBusName: busName }] }),
    );
    const refused = Entries.find(({ ErrorCode }) => ErrorCode);
    if (refused)
      throw new TransientError(
        `The bus refuses ${event.name}: ${refused.ErrorCode}, ${refused.ErrorMessage}`,
      );
  },
});
