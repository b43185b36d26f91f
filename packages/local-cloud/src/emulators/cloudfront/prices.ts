import { million, pricesOf } from "../../metering/price.ts";

const price = pricesOf("CloudFront", "cloudfront/pricing");
export const invocations = price("Function invocations", 0.1, million);
export const storeReads = price("Key value store reads by functions", 0.03, million);
export const storeRequests = price("Key value store API requests", 1, 1_000);
