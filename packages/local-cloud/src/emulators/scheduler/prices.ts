import { million, pricesOf } from "../../metering/price.ts";

const price = pricesOf("EventBridge Scheduler", "eventbridge/pricing");
export const invocations = price("Scheduled invocations", 1, million);
