import { million, pricesOf } from "../../metering/price.ts";

const price = pricesOf("Lambda", "lambda/pricing");
export const requests = price("Requests", 0.2, million);
export const armSeconds = price("GB-seconds (arm64)", 0.0000133334, 1);
export const x86Seconds = price("GB-seconds (x86)", 0.0000166667, 1);
