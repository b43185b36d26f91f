import { once } from "@sourdough/lambda-kit";
import { Resource } from "sst/resource";
import * as z from "zod";
import { createStripe } from "./adapters/stripe.ts";

const TableLink = z.object({ PaymentsTable: z.object({ name: z.string() }) });
const ProviderLinks = z.object({
  StripeSecretKey: z.object({ value: z.string() }),
  StripeApi: z.object({ url: z.url() }),
});

export const tableName = (): string => TableLink.parse(Resource).PaymentsTable.name;

export const stripe = once(() => {
  const { StripeSecretKey, StripeApi } = ProviderLinks.parse(Resource);
  return createStripe({ secretKey: StripeSecretKey.value, apiUrl: StripeApi.url });
});
