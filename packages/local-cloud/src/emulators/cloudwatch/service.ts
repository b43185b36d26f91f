import type { ServiceDescription } from "../../core/service.ts";
import { logPrice } from "./prices.ts";
import { resourceTypes } from "./resources.ts";

export const service: ServiceDescription = {
  name: "cloudwatch",
  title: "CloudWatch",
  resourceTypes,
  prices: [logPrice],
};
