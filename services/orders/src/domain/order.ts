import { OrderStatusConflictError } from "./errors.ts";

export type OrderStatus =
  | "PENDING"
  | "CONFIRMED"
  | "READY"
  | "COLLECTED"
  | "NOT_COLLECTED"
  | "REJECTED"
  | "CANCELLED";

export type RejectionReason =
  | "unknown_product"
  | "price_changed"
  | "sold_out"
  | "payment_declined"
  | "payment_timeout"
  | "stock_timeout"
  | "limit_exceeded";

type CancellationReason = "payment_lost";

interface Customer {
  customerId: string;
  email: string;
  phone?: string | undefined;
}

export interface Line {
  sku: string;
  quantity: number;
  unitPriceCents: number;
}

export interface Order {
  orderId: string;
  customer: Customer;
  storeId: string;
  paymentMethodId: string;
  lines: Line[];
  totalCents: number;
  currency: "EUR";
  status: OrderStatus;
  /** 1 for the placed order, then one more with each change. */
  sequence: number;
  /** `id_taken`: the id is another customer's order's, so this one was never to be fulfilled. */
  reason?: RejectionReason | "id_taken" | undefined;
  /** The money held for it was gone before it was taken. */
  unpaid?: true | undefined;
  /** What came back of it, and when; it is noted beside the order's own changes. */
  stockReturnedAt?: string | undefined;
  moneyReturnedAt?: string | undefined;
  refundedCents?: number | undefined;
  placedAt: Date;
  updatedAt: Date;
}

export type OrderDraft = Pick<Order, "orderId" | "customer" | "storeId" | "paymentMethodId" | "lines">;

export type OrderCommand =
  | { type: "Confirm" }
  | { type: "Reject"; reason: RejectionReason }
  | { type: "MarkReady" }
  | { type: "MarkCollected" }
  /** The store closed, and nobody came. Whoever is first, this or the customer at the counter, decides. */
  | { type: "MarkNotCollected" }
  | { type: "Cancel" }
  /** Nothing packed yet: then nobody makes it. Otherwise it is there, and is paid at the counter. */
  | { type: "MarkUnpaid" };

export type OrderEvent =
  | { type: "OrderPlaced"; draft: OrderDraft; at: Date }
  | { type: "OrderIdRefused"; draft: OrderDraft; at: Date }
  | { type: "OrderConfirmed"; at: Date }
  | { type: "OrderRejected"; reason: RejectionReason; at: Date }
  | { type: "OrderMarkedReady"; at: Date }
  | { type: "OrderCollected"; at: Date }
  | { type: "OrderNotCollected"; at: Date }
  | { type: "OrderMarkedUnpaid"; at: Date }
  | { type: "OrderCancelled"; reason?: CancellationReason; at: Date };

/** Where an order must be for a command, and where it is when the command was carried out before. */
const transitions: Record<OrderCommand["type"], { from: OrderStatus[]; done: OrderStatus[] }> = {
  Confirm: { from: ["PENDING"], done: ["CONFIRMED", "READY", "COLLECTED", "NOT_COLLECTED"] },
  Reject: { from: ["PENDING"], done: ["REJECTED"] },
  MarkReady: { from: ["CONFIRMED"], done: ["READY", "COLLECTED", "NOT_COLLECTED"] },
  MarkCollected: { from: ["READY"], done: ["COLLECTED"] },
  MarkNotCollected: { from: ["READY"], done: ["NOT_COLLECTED"] },
  Cancel: { from: ["PENDING", "CONFIRMED"], done: ["CANCELLED"] },
  MarkUnpaid: {
    from: ["PENDING", "CONFIRMED", "READY", "COLLECTED", "NOT_COLLECTED"],
    done: ["REJECTED", "CANCELLED"],
  },
};

export const place = (draft: OrderDraft, at: Date): OrderEvent => ({
  type: "OrderPlaced",
  draft: { ...draft, lines: mergeLines(draft.lines) },
  at,
});

/** Ids come from clients, and no two customers may have one: the order of who comes second ends as it begins. */
export const refuseId = (draft: OrderDraft, at: Date): OrderEvent => ({
  type: "OrderIdRefused",
  draft: { ...draft, lines: mergeLines(draft.lines) },
  at,
});

/** No event when the command was carried out before. Throws `OrderStatusConflictError`. */
export function decide(command: OrderCommand, order: Order, at: Date): OrderEvent[] {
  const { from, done } = transitions[command.type];
  if (done.includes(order.status) || (command.type === "MarkUnpaid" && order.unpaid)) return [];
  if (!from.includes(order.status))
    throw new OrderStatusConflictError(order.orderId, order.status, command.type);
  return [eventOf(command, order, at)];
}

const eventOf = (command: OrderCommand, { status }: Order, at: Date): OrderEvent => {
  switch (command.type) {
    case "Confirm":
      return { type: "OrderConfirmed", at };
    case "Reject":
      return { type: "OrderRejected", reason: command.reason, at };
    case "MarkReady":
      return { type: "OrderMarkedReady", at };
    case "MarkCollected":
      return { type: "OrderCollected", at };
    case "MarkNotCollected":
      return { type: "OrderNotCollected", at };
    case "Cancel":
      return { type: "OrderCancelled", at };
    case "MarkUnpaid":
      return status === "PENDING" || status === "CONFIRMED"
        ? { type: "OrderCancelled", reason: "payment_lost", at }
        : { type: "OrderMarkedUnpaid", at };
  }
};

export function evolve(order: Order | undefined, event: OrderEvent): Order {
  if (event.type === "OrderPlaced") return placed(event.draft, event.at);
  if (event.type === "OrderIdRefused")
    return { ...placed(event.draft, event.at), status: "REJECTED", reason: "id_taken" };
  if (!order) throw new Error(`${event.type} came before OrderPlaced`);

  const changed = { ...order, sequence: order.sequence + 1, updatedAt: event.at };
  switch (event.type) {
    case "OrderConfirmed":
      return { ...changed, status: "CONFIRMED" };
    case "OrderRejected":
      return { ...changed, status: "REJECTED", reason: event.reason };
    case "OrderMarkedReady":
      return { ...changed, status: "READY" };
    case "OrderCollected":
      return { ...changed, status: "COLLECTED" };
    case "OrderNotCollected":
      return { ...changed, status: "NOT_COLLECTED" };
    case "OrderCancelled":
      return { ...changed, status: "CANCELLED", unpaid: event.reason ? true : changed.unpaid };
    case "OrderMarkedUnpaid":
      return { ...changed, unpaid: true };
  }
}

const placed = (draft: OrderDraft, at: Date): Order => ({
  ...draft,
  totalCents: draft.lines.reduce((total, line) => total + line.quantity * line.unitPriceCents, 0),
  currency: "EUR",
  status: "PENDING",
  sequence: 1,
  placedAt: at,
  updatedAt: at,
});

/** Lines of one product become one, unless their prices differ: then one of them is wrong, and the check says so. */
const mergeLines = (lines: readonly Line[]): Line[] => {
  const merged = new Map<string, Line>();
  for (const line of lines) {
    const key = `${line.sku} ${line.unitPriceCents}`;
    const same = merged.get(key);
    merged.set(key, { ...line, quantity: line.quantity + (same?.quantity ?? 0) });
  }
  return [...merged.values()];
};
