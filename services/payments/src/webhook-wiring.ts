import { SQSClient } from "@aws-sdk/client-sqs";
import { once, ports } from "@sourdough/lambda-kit";
import { Resource } from "sst/resource";
import * as z from "zod";
import { providerEventQueue } from "./adapters/provider-event-queue.ts";
import type { WebhookPorts } from "./use-cases/ports.ts";

const Secret = z.object({ value: z.string() });
const Links = z.object({
  HandleProviderEventQueue: z.object({ url: z.url() }),
  StripeWebhookSecret: Secret,
  StripeWebhookOldSecret: Secret,
});

const links = once(() => Links.parse(Resource));
const queue = once(() => providerEventQueue(new SQSClient({}), links().HandleProviderEventQueue.url));
/** Those of Stripe begin so: what stands for "none" does not. */
const secrets = once(() =>
  [links().StripeWebhookSecret, links().StripeWebhookOldSecret]
    .map(({ value }) => value)
    .filter((value) => value.startsWith("whsec_")),
);

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
