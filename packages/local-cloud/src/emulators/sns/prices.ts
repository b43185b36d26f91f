import { million, pricesOf } from "../../metering/price.ts";

export const requests = pricesOf("SNS", "sns/pricing")(
  "Publishes",
  0.5,
  million,
  "For each 64 KB; deliveries to SQS and Lambda are free.",
);
