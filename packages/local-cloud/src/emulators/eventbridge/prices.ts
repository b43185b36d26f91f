import { million, pricesOf } from "../../metering/price.ts";

const price = pricesOf("EventBridge", "eventbridge/pricing");
export const events = price(
  "Custom events",
  1,
  million,
  "For each 64 KB; delivery to targets of the same account is free.",
);
export const apiDestinationCalls = price("API destination calls", 0.2, million);
