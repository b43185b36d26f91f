import type { ServiceDescription } from "../../core/service.ts";
import { pricesOf } from "../../metering/price.ts";
import { resourceTypes } from "./resources.ts";

export const logPrice = pricesOf("CloudWatch Logs", "cloudwatch/pricing")("GB taken in", 0.5, 1);

export const service: ServiceDescription = {
  name: "cloudwatch",
  title: "CloudWatch",
  resourceTypes,
  prices: [logPrice],
};
