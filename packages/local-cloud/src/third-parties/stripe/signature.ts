import { createHmac } from "node:crypto";

/** The header `Stripe-Signature`: one `v1` for each secret. https://docs.stripe.com/webhooks/signature */
export const signatureOf = (body: string, secrets: readonly string[], seconds: number): string =>
  [
    `t=${seconds}`,
    ...secrets.map(
      (secret) => `v1=${createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex")}`,
    ),
  ].join(",");
