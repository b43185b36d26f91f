import { ports } from "@sourdough/lambda-kit";
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

/** Each port is built when a function first uses it. */
export const wiring = (): Ports => {
  let ledger: Ports["ledger"] | undefined;
  let provider: Ports["provider"] | undefined;
  return {
    ...ports,
    get ledger() {
      ledger ??= paymentLedger(documentClient(), LedgerLinks.parse(Resource).PaymentsTable.name);
      return ledger;
    },
    get provider() {
      provider ??= connectProvider();
      return provider;
    },
  };
};

const connectProvider = () => {
  const { StripeSecretKey, StripeApi } = ProviderLinks.parse(Resource);
  return stripeProvider(createStripe({ secretKey: StripeSecretKey.value, apiUrl: StripeApi.url }));
};
