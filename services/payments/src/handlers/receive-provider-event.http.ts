import { httpHandler, InvalidInputError } from "@sourdough/lambda-kit";
import { readSignedEvent } from "../adapters/stripe-webhook.ts";
import type { WebhookPorts } from "../use-cases/ports.ts";
import { receiveProviderEvent } from "../use-cases/receive-provider-event.ts";
import { webhookWiring } from "../webhook-wiring.ts";

export const createHandler = (ports: WebhookPorts) =>
  httpHandler({
    name: "ReceiveProviderEvent",
    run: async ({ body, header, requestId, traceparent }, telemetry) => {
      const event = await readEvent(ports, body, header("stripe-signature"));
      await receiveProviderEvent(ports.queue, event, { causationId: requestId, traceparent }, telemetry);
      return { status: 202, body: { received: true } };
    },
  });

const readEvent = async ({ secrets, now }: WebhookPorts, body: Uint8Array, signature: string | undefined) => {
  try {
    return await readSignedEvent(body, signature, await secrets.known(), now());
  } catch (error) {
    const renewed = error instanceof InvalidInputError && (await secrets.renewed());
    if (!renewed) throw error;
    return readSignedEvent(body, signature, renewed, now());
  }
};

export const handler = createHandler(webhookWiring());
