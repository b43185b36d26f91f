import { million, pricesOf } from "../../metering/price.ts";

const price = pricesOf("API Gateway", "api-gateway/pricing");

export const apiRequests = price("REST requests", 3.5, million);
export const httpApiRequests = price("HTTP API requests", 1, million);
export const socketMessages = price("WebSocket messages", 1, million, "of 32 KB");
export const connectionMinutes = price("WebSocket connection minutes", 0.25, million);
