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

/** Where payments outlast the process, of those that are over; the others are read when somebody asks. */
const IN_MEMORY = 500;

/** A disputed one is held by its dispute, and one of such a card by who will open it. */
const isOver = ({ status, charge }: PaymentIntent): boolean =>
  (status === "succeeded" || status === "canceled") &&
  !charge?.disputed &&
  !charge?.method.testMethod.dispute;

/** What is held and what is stored, in the order in which each came. */
const allOf = <Thing>(
  stored: readonly string[],
  held: ReadonlyMap<string, Thing>,
  read: (key: string) => Thing | undefined,
): Thing[] => [...new Set([...stored, ...held.keys()])].flatMap((key) => held.get(key) ?? read(key) ?? []);

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

  /** Over, and held by nobody else, the longest first. */
  const settled = new Set<PaymentIntent>();
  /** With a refund or a second charge, which hold it. */
  const lasting = new WeakSet<PaymentIntent>();
  const settle = (intent: PaymentIntent) => {
    settled.delete(intent);
    if (kept.intents.isKept && isOver(intent) && !lasting.has(intent)) settled.add(intent);
  };
  /** There is one of each payment at most: whoever changes it has to change what all others see. */
  const letGoOfOld = () => {
    for (const intent of settled) {
      if (settled.size <= IN_MEMORY) return;
      settled.delete(intent);
      intents.delete(intent.id);
      if (intent.charge) charges.delete(intent.charge.id);
    }
  };
  const readIntent = (id: string): PaymentIntent | undefined => {
    const intent = kept.intents.get(id);
    return intent && { ...intent, charge: kept.charges.get(intent.charge ?? "")?.charge };
  };
  const readCharge = (id: string): OwnCharge | undefined => {
    const intent = readIntent(kept.charges.get(id)?.intent ?? "");
    return intent?.charge?.id === id ? { intent, charge: intent.charge } : undefined;
  };
  const findIntent = (id: string): PaymentIntent | undefined => {
    const held = intents.get(id);
    if (held) return held;
    const intent = readIntent(id);
    if (!intent) return undefined;
    intents.set(id, intent);
    if (intent.charge) charges.set(intent.charge.id, { intent, charge: intent.charge });
    settle(intent);
    letGoOfOld();
    return intent;
  };
  const findCharge = (id: string): OwnCharge | undefined => {
    if (!charges.has(id)) findIntent(kept.charges.get(id)?.intent ?? "");
    return charges.get(id);
  };
  for (const { intent, charge } of charges.values()) if (charge !== intent.charge) lasting.add(intent);
  for (const { intent } of refunds.values()) lasting.add(intent);
  // They go later: whoever begins looks at all of them.
  for (const intent of intents.values()) settle(intent);

  return {
    intent(id: string): PaymentIntent {
      const intent = findIntent(id);
      if (!intent) throw missing("payment_intent", id, "intent");
      return intent;
    },
    findCharge,
    charge(id: string): OwnCharge {
      const found = findCharge(id);
      if (!found) throw missing("charge", id, "charge");
      return found;
    },
    refundOf(id: string): Refund {
      const refund = refunds.get(id);
      if (!refund) throw missing("refund", id, "refund");
      return refund;
    },
    /** To look at, newest first, as Stripe lists; to change one, ask for it by its id. */
    intents: (): PaymentIntent[] => allOf(kept.intents.keys(), intents, readIntent).reverse(),
    charges: (): OwnCharge[] => allOf(kept.charges.keys(), charges, readCharge),
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
      if (intent.charge) lasting.add(intent);
      intent.charge = charge;
      charges.set(charge.id, { intent, charge });
    },
    addRefund(refund: Refund): void {
      refunds.set(refund.id, refund);
      lasting.add(refund.intent);
      settle(refund.intent);
      kept.refunds.put(refund.id, refund);
    },
    /** To be told whenever an intent or its charge is another than before. */
    changed(intent: PaymentIntent): void {
      kept.intents.put(intent.id, intent);
      const { charge } = intent;
      if (charge) kept.charges.put(charge.id, { intent, charge });
      settle(intent);
      letGoOfOld();
    },
  };
};

export type Account = ReturnType<typeof createAccount>;
