import Stripe from "stripe";

/** How long one step at the provider may take, its retries included; the function's timeout leaves room for two. */
export const stepMilliseconds = 4_000;

/** A client that tries again what failed fast. `apiUrl` is https://api.stripe.com, or a stand-in. */
export const createStripe = ({ secretKey, apiUrl }: { secretKey: string; apiUrl: string }): Stripe => {
  const { protocol, hostname, port } = new URL(apiUrl);
  return new Stripe(secretKey, {
    protocol: protocol === "http:" ? "http" : "https",
    host: hostname,
    port,
    timeout: stepMilliseconds,
    maxNetworkRetries: 2,
    telemetry: false,
  });
};
