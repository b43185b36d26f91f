import { once, ports } from "@sourdough/lambda-kit";
import { documentClient } from "@sourdough/lambda-kit/dynamodb";
import { Resource } from "sst/resource";
import * as z from "zod";
import { paymentLedger } from "./adapters/payment-ledger.ts";
import { providerEventLog } from "./adapters/provider-event-log.ts";
import { createStripe, stripeProvider } from "./adapters/stripe-provider.ts";
import type { ProviderEventPorts } from "./use-cases/ports.ts";

const LedgerLinks = z.object({ PaymentsTable: z.object({ name: z.string() }) });
const ProviderLinks = z.object({
  StripeSecretKey: z.object({ value: z.string() }),
  StripeApi: z.object({ url: z.url() }),
});

const table = once(() => LedgerLinks.parse(Resource).PaymentsTable.name);
const ledger = once(() => paymentLedger(documentClient(), table()));
const providerEvents = once(() => providerEventLog(documentClient(), table()));
const provider = once(() => {
  const { StripeSecretKey, StripeApi } = ProviderLinks.parse(Resource);
  return stripeProvider(createStripe({ secretKey: StripeSecretKey.value, apiUrl: StripeApi.url }));
});

/** Each port is built when a function first uses it. */
export const wiring = (): ProviderEventPorts => ({
  ...ports,
  get ledger() {
    return ledger();
  },
  get providerEvents() {
    return providerEvents();
  },
  get provider() {
    return provider();
  },
});
