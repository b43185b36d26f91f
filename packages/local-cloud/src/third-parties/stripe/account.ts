import type { StandInState } from "../stand-in.ts";
import { missing } from "./errors.ts";
import { type Charge, newId, type PaymentIntent, type PaymentMethod, type Refund } from "./payment-intent.ts";
import { shapes } from "./shapes.ts";
import { createShelf } from "./shelf.ts";
import { testMethods } from "./test-methods.ts";

export interface OwnCharge {
  readonly intent: PaymentIntent;
  readonly charge: Charge;
}

/** Without references: each names the others by their ids. */
type KeptIntent = Omit<PaymentIntent, "charge"> & { readonly charge: string | undefined };
type KeptCharge = { readonly intent: string; readonly charge: Charge };
type KeptRefund = Omit<Refund, "intent"> & { readonly intent: string };

/** Payments, their charges and refunds, over restarts. */
export const createAccount = (state: StandInState) => {
  const kept = {
    intents: state.records<PaymentIntent, KeptIntent>("payment-intents", shapes.intent, (intent) => ({
      ...intent,
      charge: intent.charge?.id,
    })),
    charges: state.records<OwnCharge, KeptCharge>("charges", shapes.charge, ({ intent, charge }) => ({
      intent: intent.id,
      charge,
    })),
    refunds: state.records<Refund, KeptRefund>("refunds", shapes.refund, (refund) => ({
      ...refund,
      intent: refund.intent.id,
    })),
  };
  const methods = createShelf(state.records<PaymentMethod>("payment-methods", shapes.method));
  const left = new Map(kept.charges.read());
  const intents = new Map(
    [...kept.intents.read()].map(([id, intent]): [string, PaymentIntent] => [
      id,
      { ...intent, charge: left.get(intent.charge ?? "")?.charge },
    ]),
  );
  const charges = new Map(
    [...left].flatMap(([id, { intent: intentId, charge }]): [string, OwnCharge][] => {
      const intent = intents.get(intentId);
      if (intent) return [[id, { intent, charge }]];
      kept.charges.drop(id, `there is no payment ${intentId}`);
      return [];
    }),
  );
  const refunds = new Map(
    [...kept.refunds.read()].flatMap(([id, refund]): [string, Refund][] => {
      const intent = intents.get(refund.intent);
      if (intent) return [[id, { ...refund, intent }]];
      kept.refunds.drop(id, `there is no payment ${refund.intent}`);
      return [];
    }),
  );

  return {
    intent(id: string): PaymentIntent {
      const intent = intents.get(id);
      if (!intent) throw missing("payment_intent", id, "intent");
      return intent;
    },
    findCharge: (id: string): OwnCharge | undefined => charges.get(id),
    charge(id: string): OwnCharge {
      const found = charges.get(id);
      if (!found) throw missing("charge", id, "charge");
      return found;
    },
    refundOf(id: string): Refund {
      const refund = refunds.get(id);
      if (!refund) throw missing("refund", id, "refund");
      return refund;
    },
    /** Newest first, as Stripe lists. */
    intents: (): PaymentIntent[] => [...intents.values()].reverse(),
    charges: (): OwnCharge[] => [...charges.values()],
    refunds: (): Refund[] => [...refunds.values()].reverse(),
    /** Each use of a test method is a payment method of its own, as at Stripe. */
    paymentMethod(id: string): PaymentMethod {
      const testMethod = Object.hasOwn(testMethods, id) ? testMethods[id] : undefined;
      const method = testMethod ? { id: newId("pm"), testMethod } : methods.get(id);
      if (!method) throw missing("PaymentMethod", id, "payment_method", 400);
      methods.put(method.id, method);
      return method;
    },
    add(intent: PaymentIntent): void {
      intents.set(intent.id, intent);
      kept.intents.put(intent.id, intent);
    },
    addCharge(intent: PaymentIntent, charge: Charge): void {
      intent.charge = charge;
      charges.set(charge.id, { intent, charge });
    },
    addRefund(refund: Refund): void {
      refunds.set(refund.id, refund);
      kept.refunds.put(refund.id, refund);
    },
    /** To be told whenever an intent or its charge is another than before. */
    changed(intent: PaymentIntent): void {
      kept.intents.put(intent.id, intent);
      const { charge } = intent;
      if (charge) kept.charges.put(charge.id, { intent, charge });
    },
  };
};

export type Account = ReturnType<typeof createAccount>;
