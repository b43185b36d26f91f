import { ProviderEventReceived } from "@sourdough/events-schema";
import { queueHandler } from "@sourdough/lambda-kit";
import { providerEventWiring } from "../provider-event-wiring.ts";
import { handleProviderEvent } from "../use-cases/handle-provider-event.ts";
import type { ProviderEventPorts } from "../use-cases/ports.ts";

export const createHandler = (ports: ProviderEventPorts) =>
  queueHandler({
    name: "HandleProviderEvent",
    message: ProviderEventReceived,
    run: (message, telemetry) => handleProviderEvent(ports, message, telemetry),
  });

export const handler = createHandler(providerEventWiring());
