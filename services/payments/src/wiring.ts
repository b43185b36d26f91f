import { once, ports } from "@sourdough/lambda-kit";
import { documentClient } from "@sourdough/lambda-kit/dynamodb";
import { Resource } from "sst/resource";
import * as z from "zod";
import { paymentLedger } from "./adapters/payment-ledger.ts";
import { createStripe, stripeProvider } from "./adapters/stripe-provider.ts";
import type { Ports } from "./use-cases/ports.ts";

const LedgerLinks = z.object({ PaymentsTable: z.object({ name: z.string() }) });
const ProviderLinks = z.object({
  StripeSecretKey: z.object({ value: z.string() }),
  StripeApi: z.object({ url: z.url() }),
});

export const tableName = (): string => LedgerLinks.parse(Resource).PaymentsTable.name;
export const stripe = once(() => {
  const { StripeSecretKey, StripeApi } = ProviderLinks.parse(Resource);
  return createStripe({ secretKey: StripeSecretKey.value, apiUrl: StripeApi.url });
});
const ledger = once(() => paymentLedger(documentClient(), tableName()));
const provider = once(() => stripeProvider(stripe()));

/** Each port is built when a function first uses it. */
export const wiring = (): Ports => ({
  ...ports,
  get ledger() {
    return ledger();
  },
  get provider() {
    return provider();
  },
});
