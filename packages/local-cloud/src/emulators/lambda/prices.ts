import { million, type Price } from "../../metering/price.ts";

const source = "https://aws.amazon.com/lambda/pricing/";

export const requests: Price = { service: "Lambda", label: "Requests", usd: 0.2, per: million, source };
export const armSeconds: Price = {
  service: "Lambda",
  label: "GB-seconds (arm64)",
  usd: 0.0000133334,
  per: 1,
  source,
};
export const x86Seconds: Price = {
  service: "Lambda",
  label: "GB-seconds (x86)",
  usd: 0.0000166667,
  per: 1,
  source,
};
