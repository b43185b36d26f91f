import { million, pricesOf } from "../../metering/price.ts";

const price = pricesOf("Step Functions", "step-functions/pricing");
export const transitions = price("Standard state transitions", 25, million);
export const expressRequests = price("Express requests", 1, million);
export const expressSeconds = price("Express GB-seconds", 0.00001667, 1, "In steps of 100 ms and 64 MB.");
