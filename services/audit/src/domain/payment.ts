import type { Difference } from "@sourdough/events-schema";
import { allowance } from "./allowance.ts";
import { isMade, isSettled } from "./order.ts";
import type { LedgerEntry, Order, Payment } from "./records.ts";

/** What is wrong with a payment at the provider, by its order and that order's ledger. */
export const checkPayment = (
  payment: Payment,
  order: Order | undefined,
  ledger: readonly LedgerEntry[],
  now: Date,
): Difference[] => {
  const { reference, state } = payment;
  const differ = (what: string): Difference[] => [{ invariant: 3, about: reference, what }];
  const kept = state === "captured" ? payment.amountCents - payment.refundedCents : 0;
  const hasMoney = state === "held" || kept > 0;
  if (!order) {
    const isOld = now.getTime() - Date.parse(payment.createdAt) > allowance.effectsMs;
    return hasMoney && isOld && payment.orderId
      ? differ(`${state} for ${payment.orderId}, and there is no such order`)
      : [];
  }
  if (!isSettled(order, now)) return [];
  const isLedgers = ledger.some((entry) => entry.providerReference === reference);
  if (!isLedgers)
    return hasMoney ? differ(`${state} for ${order.orderId}, and its ledger does not know it`) : [];
  if (state === "held") return differ(`still held for ${order.orderId}, which is ${order.status}`);
  if (!isMade(order))
    return kept > 0 ? differ(`${kept} cents kept for ${order.orderId}, which is ${order.status}`) : [];
  if (order.unpaid) return [];
  if (state !== "captured") return differ(`${state} for ${order.orderId}, which is ${order.status}`);
  return payment.amountCents === order.totalCents
    ? []
    : differ(`${payment.amountCents} cents taken for ${order.orderId}, which costs ${order.totalCents}`);
};
