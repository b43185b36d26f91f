import { pricesOf } from "../../metering/price.ts";

export const logPrice = pricesOf("CloudWatch Logs", "cloudwatch/pricing")("GB taken in", 0.5, 1);
