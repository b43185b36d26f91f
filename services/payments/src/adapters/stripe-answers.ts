import { TransientError } from "@sourdough/lambda-kit";
import Stripe from "stripe";
import { ProviderRefusalError } from "../domain/errors.ts";
import type { LossReason } from "../domain/payment.ts";

/**
 * What the answers of Stripe mean for a payment: https://docs.stripe.com/error-codes. Whatever is neither transient
 * nor about this payment is for a person: a key that is wrong, a parameter that Stripe no longer takes.
 */
const transientCodes = [
  "idempotency_key_in_use",
  "lock_timeout",
  "payment_intent_rate_limit_exceeded",
  "rate_limit",
];

/** The customer has to pay in another way, or cannot pay this. */
const declinedCodes = [
  "amount_too_large",
  "amount_too_small",
  "charge_exceeds_source_limit",
  "charge_exceeds_transaction_limit",
  "expired_payment_method",
  "invalid_card_type",
  "payment_intent_authentication_failure",
  "payment_intent_incompatible_payment_method",
  "payment_intent_payment_attempt_expired",
  "payment_intent_payment_attempt_failed",
  "payment_method_currency_mismatch",
  "payment_method_customer_decline",
  "payment_method_not_available",
  "payment_method_provider_decline",
  "payment_method_provider_timeout",
  "payment_method_restricted",
  "payment_method_unactivated",
  "payment_method_unexpected_state",
  "payment_method_unsupported_type",
];

const expiredCodes = ["capture_charge_authorization_expired", "charge_expired_for_capture"];

/** Reasons that only Stripe gives; people and programs that cancel have others, or none. */
const ownReasons = ["automatic", "expired", "failed_invoice", "void_invoice"];

export const hasCode = (error: unknown, ...codes: string[]): error is Stripe.errors.StripeError =>
  error instanceof Stripe.errors.StripeError && error.code !== undefined && codes.includes(error.code);

/** 409, 424 and everything from 500 are `StripeAPIError`s. */
export const mayWorkLater = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeConnectionError ||
  error instanceof Stripe.errors.StripeAPIError ||
  error instanceof Stripe.errors.StripeRateLimitError ||
  hasCode(error, ...transientCodes);

/** The provider's word for why it will never hold the money; undefined when the error is none of the payment's. */
export const declineCodeOf = (error: unknown): string | undefined => {
  if (error instanceof Stripe.errors.StripeCardError)
    return error.decline_code || error.code || "card_declined";
  if (hasCode(error, "resource_missing") && error.param === "payment_method") return "payment_method_unknown";
  return hasCode(error, ...declinedCodes) ? error.code : undefined;
};

/** Why the money that was held cannot be taken any more, by the answer to the capture. */
export const lossOf = (error: unknown): LossReason | undefined => {
  if (hasCode(error, ...expiredCodes)) return "expired";
  return error instanceof Stripe.errors.StripeCardError ? "declined" : undefined;
};

export const isProvidersOwn = (intent: Stripe.PaymentIntent): boolean =>
  intent.cancellation_reason !== null && ownReasons.includes(intent.cancellation_reason);

/** Runs a step; what `meaning` makes of an error is its result, and any other error says whether trying again helps. */
export const attempt = async <T>(
  step: string,
  run: () => Promise<T>,
  meaning: (error: unknown) => T | undefined = () => undefined,
): Promise<T> => {
  try {
    return await run();
  } catch (error) {
    const result = meaning(error);
    if (result !== undefined) return result;
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    throw new ProviderRefusalError(step, error.code ?? error.type, { cause: error });
  }
};

/** Gives up in time for the function to end well, and tells what may work later from what will not. */
export const inTime = async <T>(request: Promise<T>, milliseconds: number): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new TransientError(`The payment provider took more than ${milliseconds} ms.`)),
      milliseconds,
    );
  });
  try {
    return await Promise.race([request, tooLate]);
  } catch (error) {
    if (!mayWorkLater(error)) throw error;
    const why = error instanceof Stripe.errors.StripeError ? (error.code ?? error.type) : String(error);
    throw new TransientError(`The payment provider has no answer now (${why}); it may have one later.`, {
      cause: error,
    });
  } finally {
    clearTimeout(timer);
  }
};
