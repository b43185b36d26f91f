import { createOrderClient } from "@sourdough/order-client";

const { env } = import.meta;

/** The customer of this page. Addresses come from the build: see infra.ts. */
export const client = createOrderClient({
  apiUrl: env.VITE_API_URL,
  realtimeUrl: env.VITE_REALTIME_URL,
  region: env.VITE_USER_POOL_ID.split("_")[0]!,
  userPoolId: env.VITE_USER_POOL_ID,
  userPoolClientId: env.VITE_USER_POOL_CLIENT_ID,
  userPoolEndpoint: env.VITE_USER_POOL_ENDPOINT,
});
