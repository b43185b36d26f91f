import type { Cancel, Clock } from "../../core/clock.ts";
import type { Account } from "./account.ts";
import type { Disputes } from "./disputes.ts";
import { invalidRequest, StripeApiError } from "./errors.ts";
import type { Emit } from "./events.ts";
import type { Ledger, LedgerEntry } from "./ledger.ts";
import {
  type Charge,
  type IntentStatus,
  type Metadata,
  newId,
  type PaymentIntent,
  type PaymentMethod,
  presentCharge,
  presentIntent,
  presentPaymentMethod,
  presentRefund,
  type Refund,
} from "./payment-intent.ts";

/**
 * How long a card's issuer keeps the money of a payment that a customer makes online.
 * https://docs.stripe.com/payments/place-a-hold-on-a-payment-method
 */
const HOLD_MS = 7 * 24 * 3600 * 1000;

/** The life of payment intents. https://docs.stripe.com/payments/paymentintents/lifecycle */
export const createPayments = (
  account: Account,
  ledger: Ledger,
  clock: Clock,
  emit: Emit,
  disputes: Pick<Disputes, "open">,
) => {
  const nowSeconds = () => Math.floor(clock.now() / 1000);
  /** What ends each hold that nobody captures. */
  const expiries = new Map<PaymentIntent, Cancel>();

  const note = (intent: PaymentIntent, kind: LedgerEntry["kind"], amount: number) =>
    ledger.add({
      kind,
      amount,
      metadata: { ...intent.metadata },
      paymentIntent: intent.id,
      currency: intent.currency,
    });

  const told = (intent: PaymentIntent, type: string) => {
    account.changed(intent);
    emit(`payment_intent.${type}`, presentIntent(intent));
  };
  const toldOfCharge = (intent: PaymentIntent, type: string) => {
    account.changed(intent);
    emit(`charge.${type}`, presentCharge(intent, intent.charge!));
  };

  const requireStatus = (
    intent: PaymentIntent,
    allowed: readonly IntentStatus[],
    cannot: string,
    may: string,
  ) => {
    if (allowed.includes(intent.status)) return;
    throw invalidRequest(
      `${cannot} because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be ${may}: ${allowed.join(", ")}.`,
      { code: "payment_intent_unexpected_state", payment_intent: presentIntent(intent) },
    );
  };

  const addCharge = (intent: PaymentIntent, method: PaymentMethod, failure?: Charge["failure"]): Charge => {
    const charge: Charge = {
      id: newId("ch"),
      created: nowSeconds(),
      amount: intent.amount,
      method,
      failure,
      amountCaptured: 0,
      amountRefunded: 0,
      captured: false,
      disputed: false,
      refundable: true,
    };
    account.addCharge(intent, charge);
    return charge;
  };

  const endHold = (intent: PaymentIntent) => {
    expiries.get(intent)?.();
    expiries.delete(intent);
  };

  const release = (intent: PaymentIntent, reason?: string) => {
    endHold(intent);
    const held = intent.status === "requires_capture";
    if (held) {
      intent.charge!.amountRefunded = intent.amount;
      note(intent, "voided", intent.amount);
    }
    intent.status = "canceled";
    intent.canceledAt = nowSeconds();
    if (reason !== undefined) intent.cancellationReason = reason;
    if (held) toldOfCharge(intent, reason === "automatic" ? "expired" : "refunded");
    told(intent, "canceled");
    return intent;
  };

  // Which of its own reasons Stripe gives (`automatic`, `expired`) its documentation does not say.
  const expireIn = (intent: PaymentIntent, ms: number) =>
    expiries.set(
      intent,
      clock.schedule(ms, () => release(intent, "automatic")),
    );

  const hold = (intent: PaymentIntent, charge: Charge) => {
    intent.status = "requires_capture";
    charge.captureBefore = Math.floor((clock.now() + HOLD_MS) / 1000);
    expireIn(intent, HOLD_MS);
    toldOfCharge(intent, "succeeded");
    told(intent, "amount_capturable_updated");
  };

  /** The cardholder asks the bank later than the payment is answered. */
  const disputeLater = (intent: PaymentIntent, charge: Charge) => {
    const { dispute } = charge.method.testMethod;
    if (dispute) clock.schedule(0, () => void disputes.open(intent, charge, dispute));
  };

  const settle = (intent: PaymentIntent, charge: Charge, amount: number) => {
    endHold(intent);
    charge.captured = true;
    charge.amountCaptured = amount;
    intent.status = "succeeded";
    intent.amountReceived = amount;
    note(intent, "captured", amount);
    if (amount < intent.amount) {
      charge.amountRefunded = intent.amount - amount;
      note(intent, "voided", intent.amount - amount);
    }
    toldOfCharge(intent, intent.captureMethod === "manual" ? "captured" : "succeeded");
    told(intent, "succeeded");
    disputeLater(intent, charge);
  };

  return {
    ...account,
    /** Goes on with what the run before left. */
    begin(): void {
      for (const intent of account.intents()) {
        const { charge, status } = intent;
        if (!charge) continue;
        if (status === "requires_capture") expireIn(intent, (charge.captureBefore ?? 0) * 1000 - clock.now());
        if (charge.captured && !charge.disputed && charge.amountRefunded < charge.amountCaptured)
          disputeLater(intent, charge);
      }
    },
    create(
      draft: Omit<PaymentIntent, "id" | "clientSecret" | "created" | "status" | "amountReceived">,
    ): PaymentIntent {
      const id = newId("pi");
      const intent: PaymentIntent = {
        ...draft,
        id,
        clientSecret: `${id}_secret_${newId("s").slice(2)}`,
        created: nowSeconds(),
        status: draft.method ? "requires_confirmation" : "requires_payment_method",
        amountReceived: 0,
      };
      account.add(intent);
      told(intent, "created");
      return intent;
    },
    confirm(intent: PaymentIntent, method = intent.method): PaymentIntent {
      requireStatus(
        intent,
        ["requires_payment_method", "requires_confirmation"],
        "This PaymentIntent could not be confirmed",
        "confirmed",
      );
      if (!method)
        throw invalidRequest(
          "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.",
          { code: "payment_intent_unexpected_state", payment_intent: presentIntent(intent) },
        );
      const { behaviour } = method.testMethod;
      if (behaviour.kind === "decline") {
        const { code, declineCode, message } = behaviour;
        const charge = addCharge(intent, method, { code, message });
        const fields = {
          charge: charge.id,
          code,
          decline_code: declineCode,
          payment_method: presentPaymentMethod(method),
        };
        intent.status = "requires_payment_method";
        delete intent.method;
        const declined = new StripeApiError(402, "card_error", message, fields);
        intent.lastError = declined.body;
        note(intent, "declined", intent.amount);
        toldOfCharge(intent, "failed");
        told(intent, "payment_failed");
        throw new StripeApiError(402, "card_error", message, {
          ...fields,
          payment_intent: presentIntent(intent),
        });
      }
      intent.method = method;
      delete intent.lastError;
      const charge = addCharge(intent, method);
      note(intent, "authorized", intent.amount);
      if (intent.captureMethod === "manual") hold(intent, charge);
      else settle(intent, charge, intent.amount);
      return intent;
    },
    capture(intent: PaymentIntent, amount = intent.amount): PaymentIntent {
      requireStatus(intent, ["requires_capture"], "This PaymentIntent could not be captured", "captured");
      if (amount > intent.amount)
        throw invalidRequest(
          `The requested capture amount is greater than the PaymentIntent amount you can capture. ${intent.amount} can be captured.`,
          { code: "amount_too_large", param: "amount_to_capture" },
        );
      settle(intent, intent.charge!, amount);
      return intent;
    },
    cancel(intent: PaymentIntent, reason?: string): PaymentIntent {
      requireStatus(
        intent,
        ["requires_payment_method", "requires_capture", "requires_confirmation"],
        "You cannot cancel this PaymentIntent",
        "canceled",
      );
      return release(intent, reason);
    },
    /** Holds end no more: the clock goes on without the payments. */
    stop(): void {
      for (const intent of [...expiries.keys()]) endHold(intent);
    },
    refund(intent: PaymentIntent, options: { amount?: number; reason?: string; metadata: Metadata }): Refund {
      const { charge } = intent;
      if (!charge?.captured)
        throw invalidRequest(
          `This PaymentIntent (${intent.id}) does not have a successful charge to refund.`,
          { code: "payment_intent_unexpected_state", param: "payment_intent" },
        );
      if (!charge.refundable)
        throw invalidRequest(`Charge ${charge.id} has been charged back; cannot issue a refund.`, {
          code: "charge_disputed",
        });
      const left = charge.amount - charge.amountRefunded;
      if (left === 0)
        throw invalidRequest(`Charge ${charge.id} has already been refunded.`, {
          code: "charge_already_refunded",
        });
      const amount = options.amount ?? left;
      if (amount > left)
        throw invalidRequest(
          `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`,
          { param: "amount" },
        );
      charge.amountRefunded += amount;
      const refund: Refund = {
        id: newId("re"),
        created: nowSeconds(),
        amount,
        reason: options.reason ?? null,
        metadata: options.metadata,
        charge: charge.id,
        intent,
      };
      account.addRefund(refund);
      note(intent, "refunded", amount);
      emit("refund.created", presentRefund(refund));
      toldOfCharge(intent, "refunded");
      return refund;
    },
  };
};

export type Payments = ReturnType<typeof createPayments>;
