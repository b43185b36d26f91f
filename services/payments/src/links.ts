import { once } from "@sourdough/lambda-kit";
import { Resource } from "sst/resource";
import * as z from "zod";
import { createStripe } from "./adapters/stripe.ts";

const TableLink = z.object({ PaymentsTable: z.object({ name: z.string() }) });
const ProviderLinks = z.object({
  StripeSecretKey: z.object({ value: z.string() }),
  StripeTestKey: z.object({ value: z.string() }),
  StripeApi: z.object({ url: z.url() }),
});

export const tableName = (): string => TableLink.parse(Resource).PaymentsTable.name;

const links = once(() => ProviderLinks.parse(Resource));

export const stripe = once(() => {
  const { StripeSecretKey, StripeApi } = links();
  return createStripe({ secretKey: StripeSecretKey.value, apiUrl: StripeApi.url });
});

/** Where all money is the provider's test money, one key does. */
export const testStripe = once(() => {
  const { StripeTestKey, StripeApi } = links();
  return StripeTestKey.value === "none"
    ? stripe()
    : createStripe({ secretKey: StripeTestKey.value, apiUrl: StripeApi.url });
});
