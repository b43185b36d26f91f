import { once, ports } from "@sourdough/lambda-kit";
import { documentClient } from "@sourdough/lambda-kit/dynamodb";
import { paymentLedger } from "./adapters/payment-ledger.ts";
import { stripeProvider } from "./adapters/stripe-provider.ts";
import { stripe, tableName, testStripe } from "./links.ts";
import type { Ports } from "./use-cases/ports.ts";

const ledger = once(() => paymentLedger(documentClient(), tableName()));
const provider = once(() => stripeProvider(stripe()));
const testProvider = once(() => stripeProvider(testStripe()));

/** Each port is built when a function first uses it. */
export const wiring = (): Ports => ({
  ...ports,
  get ledger() {
    return ledger();
  },
  get provider() {
    return provider();
  },
  get testProvider() {
    return testProvider();
  },
});
