import { z } from "zod";
import { invalidRequest } from "./errors.ts";
import type { PaymentIntent } from "./payment-intent.ts";

export const integer = z
  .string()
  .refine((text) => /^-?\d+$/.test(text), { error: ({ input }) => `Invalid integer: ${String(input)}` })
  .transform(Number);
const boolean = z.enum(["true", "false"]).transform((text) => text === "true");
export const nonEmpty = z.string().min(1);
export const metadata = z
  .record(z.string().max(40, "Metadata keys have at most 40 characters."), z.string().max(500))
  .refine((entries) => Object.keys(entries).length <= 50, "Metadata has at most 50 keys.");
export const positive = integer.refine(
  (value) => value > 0,
  "This value must be greater than or equal to 1.",
);
export const list = {
  limit: integer
    .refine((value) => value >= 1 && value <= 100, "This value must be between 1 and 100.")
    .optional(),
  starting_after: nonEmpty.optional(),
  ending_before: nonEmpty.optional(),
};
export const retrieve = z.strictObject({
  expand: z.array(z.string()).optional(),
  client_secret: z.string().optional(),
});

export const confirmParams = {
  payment_method: nonEmpty.optional(),
  off_session: z.enum(["true", "false", "one_off", "recurring"]).optional(),
  return_url: z.string().optional(),
  error_on_requires_action: boolean.optional(),
  use_stripe_sdk: boolean.optional(),
  receipt_email: z.string().optional(),
  expand: z.array(z.string()).optional(),
};

const currencies = new Set(Intl.supportedValuesOf("currency").map((code) => code.toLowerCase()));

export const createParams = z.strictObject({
  ...confirmParams,
  amount: positive,
  currency: z
    .string()
    .toLowerCase()
    .refine((code) => currencies.has(code), { error: ({ input }) => `Invalid currency: ${String(input)}.` }),
  confirm: boolean.default(false),
  capture_method: z.enum(["automatic", "automatic_async", "manual"]).default("automatic_async"),
  confirmation_method: z.enum(["automatic", "manual"]).default("automatic"),
  automatic_payment_methods: z
    .strictObject({ enabled: boolean, allow_redirects: z.enum(["always", "never"]).default("always") })
    .optional(),
  allowed_payment_method_types: z
    .array(z.literal("card", "This stand-in for Stripe has cards only."))
    .optional(),
  description: z.string().optional(),
  metadata: metadata.default({}),
  statement_descriptor: z.string().optional(),
  statement_descriptor_suffix: z.string().optional(),
});

/** https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts, in cents of the common currencies. */
export const checkAmount = (amount: number, currency: string) => {
  const fields = { param: "amount" };
  if (amount < 50)
    throw invalidRequest(`Amount must be at least 0.50 ${currency}`, { ...fields, code: "amount_too_small" });
  if (amount > 99_999_999)
    throw invalidRequest(`Amount must be no more than 999,999.99 ${currency}`, {
      ...fields,
      code: "amount_too_large",
    });
};

/** https://docs.stripe.com/changelog/endive/2026-09-30/removes-the-payment-method-types-parameter-from-payment-intents-and-setup-intents */
export const checkRemoved = (params: Readonly<Record<string, unknown>>) => {
  if (params.payment_method_types === undefined) return;
  throw invalidRequest(
    "The payment_method_types parameter is no longer supported. Use automatic_payment_methods or allowed_payment_method_types.",
    { code: "payment_method_types_no_longer_supported", param: "payment_method_types" },
  );
};

/** Without a page to come back to, only methods that stay on the page can be confirmed. */
export const checkRedirects = (
  { redirects, allowedTypes }: Pick<PaymentIntent, "redirects" | "allowedTypes">,
  params: { return_url?: string | undefined; off_session?: string | undefined },
) => {
  const isAway = params.off_session !== undefined && params.off_session !== "false";
  if (redirects === "never" || allowedTypes || params.return_url !== undefined || isAway) return;
  throw invalidRequest(
    "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of these payment methods might redirect your customer off of your page, you must provide a `return_url`. If you don't want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment Intents.",
  );
};

export const checkExpand = (expand: readonly string[] = [], allowed: readonly string[]) => {
  const unknown = expand.find((name) => !allowed.includes(name));
  if (unknown !== undefined) throw invalidRequest(`This property cannot be expanded (${unknown}).`);
};
