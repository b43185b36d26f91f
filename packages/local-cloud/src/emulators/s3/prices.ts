import { pricesOf } from "../../metering/price.ts";

const price = pricesOf("S3", "s3/pricing");
export const writes = price(
  "PUT, COPY, POST, LIST requests",
  0.005,
  1000,
  "S3 Standard. What is stored, 0.023 $ for a GB and month, is not counted.",
);
export const reads = price("GET and all other requests", 0.0004, 1000, "S3 Standard.");
