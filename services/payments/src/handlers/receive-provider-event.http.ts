import { httpHandler } from "@sourdough/lambda-kit";
import { readSignedEvent } from "../adapters/stripe-webhook.ts";
import type { WebhookPorts } from "../use-cases/ports.ts";
import { receiveProviderEvent } from "../use-cases/receive-provider-event.ts";
import { webhookWiring } from "../webhook-wiring.ts";

export const createHandler = (ports: WebhookPorts) =>
  httpHandler({
    name: "ReceiveProviderEvent",
    run: async ({ body, header, requestId, traceparent }, telemetry) => {
      const event = await readSignedEvent(body, header("stripe-signature"), ports.secrets, ports.now());
      await receiveProviderEvent(ports.queue, event, { causationId: requestId, traceparent }, telemetry);
      return { status: 202, body: { received: true } };
    },
  });

export const handler = createHandler(webhookWiring());
