import { randomUUID } from "node:crypto";
import { TransientError } from "@sourdough/lambda-kit";
import Stripe from "stripe";
import type { Confirmation, PaymentProvider } from "../use-cases/ports.ts";

/** How long one step at the provider may take, its retries included; the function's timeout leaves room for two. */
const stepMilliseconds = 4_000;

/** A client that tries again what failed fast. `apiUrl` is https://api.stripe.com, or a stand-in. */
export const createStripe = ({ secretKey, apiUrl }: { secretKey: string; apiUrl: string }): Stripe => {
  const { protocol, hostname, port } = new URL(apiUrl);
  return new Stripe(secretKey, {
    protocol: protocol === "http:" ? "http" : "https",
    host: hostname,
    ...(port && { port }),
    timeout: stepMilliseconds,
    maxNetworkRetries: 2,
    telemetry: false,
  });
};

/**
 * Payments as PaymentIntents with manual capture: https://docs.stripe.com/payments/place-a-hold-on-a-payment-method
 *
 * The idempotency key of each step is the order id and the step. Stripe forgets keys after a day, so a step that
 * comes later still is told by the state of the intent that it is done.
 */
export const stripeProvider = (stripe: Stripe, milliseconds = stepMilliseconds): PaymentProvider => {
  const { paymentIntents, refunds } = stripe;
  const answered = <T>(request: Promise<T>) => inTime(request, milliseconds);

  /** The intent after a step, also when another run of the step got there first. */
  const step = async (reference: string, run: () => Promise<Stripe.PaymentIntent>) => {
    try {
      return await answered(run());
    } catch (error) {
      if (!isUnexpectedState(error)) throw error;
      return answered(paymentIntents.retrieve(reference));
    }
  };

  const mustBecome = (status: Stripe.PaymentIntent.Status, intent: Stripe.PaymentIntent) => {
    if (intent.status !== status)
      throw new TransientError(
        `${intent.id} should be ${status} but is ${intent.status}: another step is under way.`,
      );
  };

  return {
    open: async (orderId, { customerId, amountCents, currency, paymentMethodId }) => {
      try {
        const { id } = await answered(
          once(`${orderId}-open`, (key) =>
            paymentIntents.create(
              {
                amount: amountCents,
                currency: currency.toLowerCase(),
                payment_method: paymentMethodId,
                automatic_payment_methods: { enabled: true, allow_redirects: "never" },
                capture_method: "manual",
                metadata: { orderId, customerId },
              },
              key,
            ),
          ),
        );
        return { reference: id };
      } catch (error) {
        if (isMissing(error, "payment_method")) return { declineCode: "payment_method_unknown" };
        if (error instanceof Stripe.errors.StripeCardError) return { declineCode: declineCodeOf(error) };
        const refused = refusedAmounts.find((code) => hasCode(error, code));
        if (refused) return { declineCode: refused };
        throw error;
      }
    },

    confirm: async (orderId, reference) => {
      try {
        return toConfirmation(
          await step(reference, () =>
            once(`${orderId}-confirm`, (key) => paymentIntents.confirm(reference, {}, key)),
          ),
        );
      } catch (error) {
        if (error instanceof Stripe.errors.StripeCardError)
          return { outcome: "declined", declineCode: declineCodeOf(error) };
        throw error;
      }
    },

    capture: async (orderId, reference) => {
      const run = () => once(`${orderId}-capture`, (key) => paymentIntents.capture(reference, {}, key));
      mustBecome("succeeded", await step(reference, run));
    },

    cancel: async (orderId, reference) => {
      const run = () => once(`${orderId}-cancel`, (key) => paymentIntents.cancel(reference, {}, key));
      mustBecome("canceled", await step(reference, run));
    },

    refund: async (orderId, reference) => {
      try {
        await answered(
          once(`${orderId}-refund`, (key) => refunds.create({ payment_intent: reference }, key)),
        );
      } catch (error) {
        if (!hasCode(error, "charge_already_refunded")) throw error;
      }
    },
  };
};

/**
 * Runs a step under its key. Stripe keeps even a 500 under a key, and would answer it for a day, so a repeated one is
 * asked again under a new key: the state of the intent, not the key, is what keeps a step from happening twice.
 * https://docs.stripe.com/api/idempotent_requests
 */
const once = async <T>(
  idempotencyKey: string,
  run: (options: { idempotencyKey: string }) => Promise<T>,
): Promise<T> => {
  try {
    return await run({ idempotencyKey });
  } catch (error) {
    if (!isKeptFailure(error)) throw error;
    return run({ idempotencyKey: `${idempotencyKey}-${randomUUID()}` });
  }
};

const isKeptFailure = (error: unknown) =>
  error instanceof Stripe.errors.StripeAPIError && error.headers?.["idempotent-replayed"] === "true";

const toConfirmation = (intent: Stripe.PaymentIntent): Confirmation => {
  const { status, last_payment_error: problem } = intent;
  switch (status) {
    case "requires_capture":
    case "succeeded":
      return { outcome: "authorized" };
    case "canceled":
      return { outcome: "voided" };
    case "requires_payment_method":
      return { outcome: "declined", declineCode: problem?.decline_code ?? problem?.code ?? "card_declined" };
    // Nobody is there to pass the bank's check.
    case "requires_action":
      return { outcome: "declined", declineCode: "authentication_required" };
    case "processing":
    case "requires_confirmation":
      throw new TransientError(`The provider has not decided on ${intent.id} yet: ${status}.`);
  }
  throw new Error(`${intent.id} has a status that this version does not know: ${status}`);
};

/** Gives up in time for the function to end well, and tells what may work later from what will not. */
const inTime = async <T>(request: Promise<T>, milliseconds: number): Promise<T> => {
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
    if (mayWorkLater(error))
      throw new TransientError("The payment provider is not available.", { cause: error });
    throw error;
  } finally {
    clearTimeout(timer);
  }
};

const mayWorkLater = (error: unknown) =>
  error instanceof Stripe.errors.StripeConnectionError ||
  error instanceof Stripe.errors.StripeAPIError ||
  error instanceof Stripe.errors.StripeRateLimitError ||
  hasCode(error, "idempotency_key_in_use") ||
  hasCode(error, "lock_timeout");

const hasCode = (error: unknown, code: string): error is Stripe.errors.StripeError =>
  error instanceof Stripe.errors.StripeError && error.code === code;

const isUnexpectedState = (error: unknown) => hasCode(error, "payment_intent_unexpected_state");

const isMissing = (error: unknown, param: string) =>
  hasCode(error, "resource_missing") && error.param === param;

/** Half a euro is the least a card is charged: https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts */
const refusedAmounts = ["amount_too_small", "amount_too_large"] as const;

const declineCodeOf = (error: Stripe.errors.StripeCardError) =>
  error.decline_code || error.code || "card_declined";
