import { million, pricesOf } from "../../metering/price.ts";

export const apiRequests = pricesOf("API Gateway", "api-gateway/pricing")("REST requests", 3.5, million);
