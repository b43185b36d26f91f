import { million, pricesOf } from "../../metering/price.ts";

const price = pricesOf("EventBridge Pipes", "eventbridge/pricing");
export const requests = price("Requests after filtering", 0.4, million);
