import { million, pricesOf } from "../../metering/price.ts";

const price = pricesOf("SQS", "sqs/pricing");
export const requests = price(
  "Standard requests",
  0.4,
  million,
  "A request for each 64 KB sent, and for each receive and delete call.",
);
export const fifoRequests = price("FIFO requests", 0.5, million);
