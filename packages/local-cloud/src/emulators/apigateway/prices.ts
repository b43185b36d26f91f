import { million, pricesOf } from "../../metering/price.ts";

const price = pricesOf("API Gateway", "api-gateway/pricing");

export const apiRequests = price("REST requests", 3.5, million);
export const httpApiRequests = price("HTTP API requests", 1, million);
