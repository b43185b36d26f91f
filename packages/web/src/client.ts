import { createOrderClient } from "@sourdough/order-client";
import { rememberedAccount } from "./account/remembered-account.ts";

/** The customer of this page. Addresses come from the build: see infra.ts. */
export const client = createOrderClient({
  apiUrl: import.meta.env.VITE_API_URL,
  realtimeUrl: import.meta.env.VITE_REALTIME_URL,
  region: import.meta.env.VITE_USER_POOL_ID.split("_")[0]!,
  userPoolId: import.meta.env.VITE_USER_POOL_ID,
  userPoolClientId: import.meta.env.VITE_USER_POOL_CLIENT_ID,
  userPoolEndpoint: import.meta.env.VITE_USER_POOL_ENDPOINT,
  onAccountGone: () => rememberedAccount.write(false),
});
