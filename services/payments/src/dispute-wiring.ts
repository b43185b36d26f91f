import { once, ports } from "@sourdough/lambda-kit";
import { documentClient } from "@sourdough/lambda-kit/dynamodb";
import { disputeStore } from "./adapters/dispute-store.ts";
import { stripeDisputes } from "./adapters/stripe-disputes.ts";
import { stepMilliseconds } from "./adapters/stripe-provider.ts";
import type { DisputePorts } from "./use-cases/dispute-ports.ts";
import { stripe, tableName } from "./wiring.ts";

const disputes = once(() => disputeStore(documentClient(), tableName()));
const answerer = once(() => stripeDisputes(stripe(), stepMilliseconds));

/** Of the function that resolves disputes. */
export const disputeWiring = (): DisputePorts => ({
  ...ports,
  get disputes() {
    return disputes();
  },
  get answerer() {
    return answerer();
  },
});
