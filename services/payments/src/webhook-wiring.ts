import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import { once, ports } from "@sourdough/lambda-kit";
import { Resource } from "sst/resource";
import * as z from "zod";
import { providerEventQueue } from "./adapters/provider-event-queue.ts";
import { webhookSecrets } from "./adapters/webhook-secrets.ts";
import type { WebhookPorts } from "./use-cases/ports.ts";

const Links = z.object({
  HandleProviderEventQueue: z.object({ url: z.url() }),
  WebhookSecrets: z.object({ parameter: z.string() }),
});

const links = once(() => Links.parse(Resource));
const queue = once(() => providerEventQueue(new SQSClient({}), links().HandleProviderEventQueue.url));
const secrets = once(() => webhookSecrets(new SSMClient({}), links().WebhookSecrets.parameter, ports.now));

/** Of the function that receives events of the provider, which knows neither the table nor the provider's key. */
export const webhookWiring = (): WebhookPorts => ({
  ...ports,
  get queue() {
    return queue();
  },
  get secrets() {
    return secrets();
  },
});
