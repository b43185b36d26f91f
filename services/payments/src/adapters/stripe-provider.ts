import { randomUUID } from "node:crypto";
import { TransientError } from "@sourdough/lambda-kit";
import Stripe from "stripe";
import type { Capture, Confirmation, PaymentProvider } from "../use-cases/ports.ts";
import { stepMilliseconds } from "./stripe.ts";
import { attempt, declineCodeOf, hasCode, inTime, isProvidersOwn, lossOf } from "./stripe-answers.ts";
import { look, refundsOf } from "./stripe-look.ts";

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

  return {
    open: (orderId, { customerId, amountCents, currency, paymentMethodId }) =>
      attempt<Opened>(
        "open a payment",
        async () => {
          const create = (key: Stripe.RequestOptions) =>
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
            );
          const { id } = await answered(once(`${orderId}-open`, create));
          return { reference: id };
        },
        (error) => declined(error, (declineCode) => ({ declineCode })),
      ),

    confirm: (orderId, reference) =>
      attempt<Confirmation>(
        "hold the money",
        async () => {
          const run = () => once(`${orderId}-confirm`, (key) => paymentIntents.confirm(reference, {}, key));
          return toConfirmation(await step(reference, run));
        },
        (error) => declined(error, (declineCode) => ({ outcome: "declined", declineCode })),
      ),

    capture: (orderId, reference) =>
      attempt<Capture>(
        "take the money",
        async () => {
          const run = () => once(`${orderId}-capture`, (key) => paymentIntents.capture(reference, {}, key));
          return toCapture(await step(reference, run));
        },
        (error) => {
          const reason = lossOf(error);
          return reason && { outcome: "lost", reason };
        },
      ),

    cancel: (orderId, reference) =>
      attempt("let go of the money", async () => {
        const run = () => once(`${orderId}-cancel`, (key) => paymentIntents.cancel(reference, {}, key));
        const intent = await step(reference, run);
        if (intent.status === "canceled") return "cancelled";
        if (intent.status === "succeeded") return "captured";
        throw underWay(intent);
      }),

    refund: (orderId, reference) =>
      attempt("give back the money", async () => {
        // What this service gives back, it marks: the rest was given back by hand.
        const run = (key: Stripe.RequestOptions) =>
          refunds.create({ payment_intent: reference, metadata: { orderId } }, key);
        try {
          await answered(once(`${orderId}-refund`, run));
        } catch (error) {
          if (!hasCode(error, "charge_already_refunded")) throw error;
        }
        return refundsOf(orderId, await answered(refunds.list({ payment_intent: reference, limit: 100 })));
      }),

    look: (reference) => attempt("say how a payment is", () => look(stripe, reference, answered)),
  };
};

type Opened = Awaited<ReturnType<PaymentProvider["open"]>>;

const declined = <T>(error: unknown, outcome: (declineCode: string) => T): T | undefined => {
  const code = declineCodeOf(error);
  return code === undefined ? undefined : outcome(code);
};

const underWay = ({ id, status }: Stripe.PaymentIntent) =>
  new TransientError(`${id} is ${status}: another step is under way.`);

/**
 * Runs a step under its key. Stripe keeps even a 500 under a key, and would answer it for a day, and a version of this
 * service with other parameters gets nothing but an error for it. Both are asked again under a new key: the state of
 * the intent, not the key, is what keeps a step from happening twice. https://docs.stripe.com/api/idempotent_requests
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
  (error instanceof Stripe.errors.StripeAPIError && error.headers?.["idempotent-replayed"] === "true") ||
  error instanceof Stripe.errors.StripeIdempotencyError;

const toConfirmation = (intent: Stripe.PaymentIntent): Confirmation => {
  const { status, last_payment_error: problem } = intent;
  switch (status) {
    case "requires_capture":
    case "succeeded":
      return { outcome: "authorized" };
    case "canceled":
      // This service gives no reason of the provider's own.
      return isProvidersOwn(intent)
        ? { outcome: "declined", declineCode: "payment_canceled" }
        : { outcome: "voided" };
    case "requires_payment_method":
      return { outcome: "declined", declineCode: problem?.decline_code ?? problem?.code ?? "card_declined" };
    // Nobody is there to pass the bank's check.
    case "requires_action":
      return { outcome: "declined", declineCode: "authentication_required" };
    case "processing":
    case "requires_confirmation":
      throw underWay(intent);
  }
  throw unknownStatus(intent);
};

const toCapture = (intent: Stripe.PaymentIntent): Capture => {
  switch (intent.status) {
    case "succeeded":
      return { outcome: "captured" };
    case "canceled":
      return { outcome: "lost", reason: isProvidersOwn(intent) ? "expired" : "cancelled" };
    // The bank did not pay out what it held, or never held it.
    case "requires_payment_method":
    case "requires_confirmation":
    case "requires_action":
      return { outcome: "lost", reason: "declined" };
    case "requires_capture":
    case "processing":
      throw underWay(intent);
  }
  throw unknownStatus(intent);
};

const unknownStatus = ({ id, status }: Stripe.PaymentIntent) =>
  new Error(`${id} has a status that this version does not know: ${status}`);

const isUnexpectedState = (error: unknown) => hasCode(error, "payment_intent_unexpected_state");
