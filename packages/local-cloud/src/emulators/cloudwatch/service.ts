import type { ServiceDescription } from "../../core/service.ts";
import type { Price } from "../../metering/price.ts";
import { resourceTypes } from "./resources.ts";

export const logPrice: Price = {
  service: "CloudWatch Logs",
  label: "GB taken in",
  usd: 0.5,
  per: 1,
  source: "https://aws.amazon.com/cloudwatch/pricing/",
};

export const service: ServiceDescription = {
  name: "cloudwatch",
  title: "CloudWatch",
  resourceTypes,
  prices: [logPrice],
};
