import { invalidRequest } from "./errors.ts";

/** Accepts `Bearer` and `Basic`, as Stripe does; without `expected` every test key will do. */
export const authenticate = (authorization = "", expected?: string): void => {
  const [scheme = "", credentials = ""] = authorization.split(" ");
  const basic = () => Buffer.from(credentials, "base64").toString().split(":")[0] ?? "";
  const key = /^basic$/i.test(scheme) ? basic() : credentials;
  if (key === "")
    throw invalidRequest(
      "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details.",
      {},
      401,
    );
  if (/^(sk|rk)_live_/.test(key))
    throw invalidRequest(
      "A live key does not belong in a stand-in for Stripe; replace it, it was sent to a test server.",
      {},
      401,
    );
  if (expected === undefined ? /^(sk|rk)_test_\w+$/.test(key) : key === expected) return;
  throw invalidRequest(`Invalid API Key provided: ${key.slice(0, 8)}${"*".repeat(8)}`, {}, 401);
};
