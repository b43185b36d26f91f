import type { ProviderEventReceived } from "@sourdough/events-schema";
import type { Telemetry } from "@sourdough/lambda-kit";
import { isHandled, type ProviderEvent } from "../domain/provider-event.ts";
import type { ProviderEventQueue } from "./ports.ts";

/** Puts an event of the provider on the queue when there is something to do about it. */
export const receiveProviderEvent = async (
  queue: ProviderEventQueue,
  event: ProviderEvent,
  request: Pick<ProviderEventReceived["metadata"], "causationId" | "traceparent">,
  telemetry: Telemetry,
): Promise<void> => {
  const { providerEventId, type, providerReference } = event;
  if (!isHandled(type) || providerReference === undefined) return telemetry.count("ProviderEventsIgnored");
  await queue.send({
    metadata: { correlationId: providerEventId, ...request },
    data: { providerEventId, type, providerReference },
  });
  telemetry.count("ProviderEventsReceived");
};
