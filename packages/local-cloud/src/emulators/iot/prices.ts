import { million, pricesOf } from "../../metering/price.ts";

const price = pricesOf("IoT Core", "iot-core/pricing");

export const messages = price(
  "Messages",
  1,
  million,
  "For each 5 KB that clients and functions publish, and that clients get. The time of connections is not counted.",
);
export const ruleActions = price(
  "Rules and their actions",
  0.3,
  million,
  "For each rule that a message triggers, with one action.",
);
