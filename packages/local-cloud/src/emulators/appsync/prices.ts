import { million, pricesOf } from "../../metering/price.ts";

export const operations = pricesOf("AppSync Events", "appsync/pricing")(
  "Operations",
  1,
  million,
  "For each 5 KB published and each broadcast to a subscriber, for each connect and subscribe.",
);
