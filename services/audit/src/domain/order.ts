import type { Difference } from "@sourdough/events-schema";
import { testStore } from "@sourdough/events-schema/stores";
import { allowance, outboxKeptMs } from "./allowance.ts";
import type { LedgerEntry, Order, OrderRecords, Published, Reservation } from "./records.ts";

/** What was made for its customer, who came for it or not. */
export const isMade = ({ status }: Pick<Order, "status">) =>
  ["CONFIRMED", "READY", "COLLECTED", "NOT_COLLECTED"].includes(status);

/** Whether everything that follows from the order's last change ought to have happened. */
export const isSettled = ({ status, updatedAt }: Order, now: Date) =>
  status !== "PENDING" && now.getTime() - Date.parse(updatedAt) > allowance.effectsMs;

/** What is wrong with an order, by all that hangs on it. */
export const checkOrder = (records: OrderRecords, now: Date): Difference[] => {
  const { order } = records;
  // The id is another order's, and so is all that hangs on it.
  if (order.reason === "id_taken") return [];
  const differ = (invariant: number, what: string): Difference => ({ invariant, about: order.orderId, what });
  if (order.status === "PENDING")
    return now.getTime() - Date.parse(order.placedAt) > allowance.decisionMs
      ? [differ(1, `PENDING since ${order.placedAt}`)]
      : [];
  if (!isSettled(order, now)) return [];
  return [
    ...wrongReservation(order, records.reservation).map((what) => differ(2, what)),
    ...wrongMoney(order, records.ledger).map((what) => differ(3, what)),
    ...untold(records).map((what) => differ(4, what)),
    ...wrongSequences(order, records.published, now).map((what) => differ(5, what)),
  ];
};

const reservationOf = (order: Order): readonly string[] => {
  if (order.status === "NOT_COLLECTED") return ["WRITTEN_OFF"];
  return isMade(order) ? ["SOLD"] : ["RELEASED", "REJECTED", "none"];
};

const wrongReservation = (order: Order, reservation: Reservation | undefined): string[] => {
  const expected = reservationOf(order);
  const actual = reservation?.status ?? "none";
  if (!expected.includes(actual))
    return [`${order.status}, and its reservation is ${actual}, not ${expected[0]}`];
  return isMade(order) && piecesOf(order.lines) !== piecesOf(reservation?.lines ?? [])
    ? [`ordered ${piecesOf(order.lines)}, and its reservation has ${piecesOf(reservation?.lines ?? [])}`]
    : [];
};

const piecesOf = (lines: Order["lines"]) => {
  const pieces = new Map<string, number>();
  for (const { sku, quantity } of lines) pieces.set(sku, (pieces.get(sku) ?? 0) + quantity);
  return [...pieces]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([sku, quantity]) => `${quantity} ${sku}`)
    .join(", ")
    .slice(0, 150);
};

const wrongMoney = (order: Order, ledger: readonly LedgerEntry[]): string[] => {
  const count = (type: string) => ledger.filter((entry) => entry.type === type).length;
  const history = `its ledger says ${ledger.map(({ type }) => type).join(", ") || "nothing"}`;
  const wrong: string[] = [];
  if (count("Authorized") > 1 || count("Opened") > 1 || count("Captured") > 1)
    wrong.push(`paid for more than once: ${history}`);
  const ownRefund = ledger.some(
    ({ type, reason = "" }) => type === "Refunded" && reason.startsWith("order_"),
  );
  if (isMade(order)) {
    const isPaid = count("Captured") === 1 && !ownRefund && count("Voided") === 0;
    if (!isPaid && !(order.unpaid && count("Lost") > 0)) wrong.push(`${order.status}, and ${history}`);
  } else if (
    (count("Authorized") > 0 && count("Captured") === 0 && count("Voided") === 0) ||
    (count("Captured") > 0 && count("Refunded") === 0)
  )
    wrong.push(`${order.status}, and ${history}`);
  return wrong;
};

/** Events a customer is told about by e-mail. */
const news = ["OrderConfirmed", "OrderRejected", "OrderCancelled", "OrderNotCollected"];

const untold = ({ order, published, told }: OrderRecords): string[] =>
  // Nobody reads what is written to the synthetic customer.
  (order.storeId === testStore ? [] : published)
    .filter(({ name, eventId }) => news.includes(name) && !told.has(eventId))
    .map(({ name }) => `no e-mail about ${name} went out`);

/** As long as the outbox has all that was ever published of the order. */
const wrongSequences = (order: Order, published: readonly Published[], now: Date): string[] => {
  if (now.getTime() - Date.parse(order.placedAt) > outboxKeptMs) return [];
  const numbers = [
    ...new Set(
      published.filter(({ name }) => name === "OrderStatusChanged").map(({ sequence = 0 }) => sequence),
    ),
  ].sort((one, other) => one - other);
  const isWhole = numbers.length === order.sequence && numbers.every((number, index) => number === index + 1);
  return isWhole ? [] : [`at change ${order.sequence}, and published are ${numbers.join(", ") || "none"}`];
};
