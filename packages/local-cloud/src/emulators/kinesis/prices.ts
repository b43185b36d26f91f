import { million, pricesOf } from "../../metering/price.ts";

const price = pricesOf("Kinesis Data Streams", "kinesis/data-streams/pricing");
export const putUnits = price(
  "PUT payload units",
  0.014,
  million,
  "One for each 25 KB of a record, of a stream with provisioned shards.",
);
