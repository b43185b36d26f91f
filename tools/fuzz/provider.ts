import fc from "fast-check";
import type { Attacker, Surroundings } from "./attack.ts";
import type { HttpAttack } from "./http.ts";
import { anyMethod, anySegment, attackerFrom } from "./requests.ts";
import { hostileText } from "./values.ts";

/** The payment provider's stand-in, whose clients are the functions. */
export const providerAttacker = (surroundings: Surroundings): Attacker => {
  const { target } = surroundings;
  const fields = fc.dictionary(
    fc.oneof(
      fc.constantFrom(
        "amount",
        "currency",
        "confirm",
        "payment_method",
        "metadata[orderId]",
        "capture_method",
        "payment_intent",
        "limit",
        "a[b][c][]",
        "a[",
        "]",
        "__proto__[x]",
        "metadata[__proto__]",
      ),
      hostileText,
    ),
    fc.oneof(fc.constantFrom("100", "-1", "eur", "true", "pm_card_visa", "manual", "fuzz"), hostileText),
    { maxKeys: 8 },
  );
  const attack = fc.record({
    method: anyMethod,
    path: fc.oneof(
      fc.constantFrom(
        "/v1/payment_intents",
        "/v1/refunds",
        "/v1/payment_intents/pi_x/capture",
        "/v1/payment_intents/pi_x/cancel",
        "//",
        "/%zz",
        "*",
        "/v1/%zz",
      ),
      anySegment.map((id) => `/v1/payment_intents/${id}`),
      anySegment.map((id) => `/v1/charges/${id}?expand[]=x`),
    ),
    key: fc.constantFrom("sk_test_fuzz", "sk_test_fuzz", "sk_test_fuzz", "", "sk_live_x"),
    idempotency: fc.constantFrom("", "fuzz", "a".repeat(300)),
    fields,
  });
  return attackerFrom(
    attack.map(
      ({ method, path, key, idempotency, fields: sent }): HttpAttack => ({
        url: target.stripeUrl,
        method,
        path,
        headers: {
          authorization: `Bearer ${key}`,
          "content-type": "application/x-www-form-urlencoded",
          ...(idempotency && { "idempotency-key": idempotency }),
        },
        body:
          method === "GET" || method === "HEAD"
            ? undefined
            : new URLSearchParams(
                Object.fromEntries(
                  Object.entries(sent).map(([name, value]) => [name.toWellFormed(), value.toWellFormed()]),
                ),
              ).toString(),
      }),
    ),
    surroundings,
  );
};
