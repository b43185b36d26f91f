import type { SimulatedApp } from "sourdough-local/simulation";
import { providerOf } from "../payment-office.ts";
import type { Item } from "../state.ts";

const onlyOnce = ["Opened", "Authorized", "Captured", "Voided"];
/** What may have become of money that was held. */
const ends = ["Captured", "Voided", "Lost"];

const versionsOf = (entries: readonly Item[]): number[] =>
  entries.map(({ version }) => Number(version)).sort((one, other) => one - other);

const refundedCents = (entries: readonly Item[]): number =>
  entries
    .filter(({ type }) => type === "Refunded")
    .reduce((sum, { amountCents }) => sum + Number(amountCents), 0);

/**
 * A ledger's entries are numbered without a gap; money is held, taken and let go once in it, none is held in the end, and
 * what was taken and given back is what the provider's books say.
 */
export const wrongLedgers = (app: SimulatedApp, payments: readonly Item[]): string[] => {
  const provider = providerOf(app);
  const ledgers = Map.groupBy(
    payments.filter(({ entity }) => entity === "paymentEvent"),
    ({ orderId }) => String(orderId),
  );
  return [...ledgers].flatMap(([orderId, entries]) => {
    const { captured, refunded } = provider.money({ orderId });
    const types = entries.map(({ type }) => String(type));
    const has = (type: string) => types.includes(type);
    const isNumbered = versionsOf(entries).every((version, index) => version === index + 1);
    const isOnce = onlyOnce.every((type) => types.indexOf(type) === types.lastIndexOf(type));
    const isOver = !has("Authorized") || ends.some(has);
    const agrees = has("Captured") === captured > 0 && refundedCents(entries) === refunded;
    return isNumbered && isOnce && isOver && agrees
      ? []
      : [
          `The ledger of ${orderId} says ${types.join(", ")}, numbered ${versionsOf(entries).join(", ")}, with ${refundedCents(entries)} cents refunded; the provider took ${captured} and gave back ${refunded}.`,
        ];
  });
};
