import { once, ports } from "@sourdough/lambda-kit";
import { documentClient } from "@sourdough/lambda-kit/dynamodb";
import { disputeStore } from "./adapters/dispute-store.ts";
import { stepMilliseconds } from "./adapters/stripe.ts";
import { stripeDisputes } from "./adapters/stripe-disputes.ts";
import { stripe, tableName } from "./links.ts";
import type { DisputePorts } from "./use-cases/dispute-ports.ts";

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
