import { million, pricesOf } from "../../metering/price.ts";

const price = pricesOf("Kinesis Data Streams", "kinesis/data-streams/pricing");
export const shardHours = price(
  "Shard hours",
  0.015,
  1,
  "Of each open shard, of streams in mode PROVISIONED.",
);
export const longRetention = price(
  "Shard hours with more than 24 hours of retention",
  0.02,
  1,
  "In addition, up to seven days of retention.",
);
export const putUnits = price(
  "PUT payload units",
  0.014,
  million,
  "One for each 25 KB of a record, of streams in mode PROVISIONED.",
);
export const streamHours = price("On-demand stream hours", 0.04, 1);
export const dataIn = price(
  "GB written on demand",
  0.08,
  1,
  "Each record rounded up to a KB; 24 hours of retention are included.",
);
export const dataOut = price("GB read on demand", 0.04, 1, "By all readers that share a stream.");
export const consumerHours = price(
  "Consumer shard hours",
  0.015,
  1,
  "Enhanced fan-out: of each consumer and shard, of streams in mode PROVISIONED.",
);
export const fanOut = price("GB read by consumers", 0.013, 1, "Enhanced fan-out, in mode PROVISIONED.");
export const onDemandFanOut = price(
  "GB read by consumers on demand",
  0.05,
  1,
  "Enhanced fan-out, in mode ON_DEMAND.",
);
export const prices = [
  shardHours,
  longRetention,
  putUnits,
  streamHours,
  dataIn,
  dataOut,
  consumerHours,
  fanOut,
  onDemandFanOut,
];
