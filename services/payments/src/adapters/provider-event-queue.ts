import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { ProviderEventReceived } from "@sourdough/events-schema";
import type { ProviderEventQueue } from "../use-cases/ports.ts";

export const providerEventQueue = (client: SQSClient, QueueUrl: string): ProviderEventQueue => ({
  send: async (message) => {
    const MessageBody = JSON.stringify(ProviderEventReceived.parse(message));
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  },
});
