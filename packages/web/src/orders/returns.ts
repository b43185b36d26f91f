import type { OrderView } from "@sourdough/events-schema/http";

export type Returned = "stock" | "money";

type Order = Pick<
  OrderView,
  "status" | "sequence" | "reason" | "stockReturnedAt" | "moneyReturnedAt" | "refundedCents"
>;

export interface Return {
  what: Returned;
  /** Not yet, when there is none. */
  at?: string | undefined;
}

/** What an order holds when it comes to nothing: `certain` for sure, `possible` if it got that far. */
const held = (order: Order): { certain: Returned[]; possible: Returned[] } => {
  const { status, sequence, reason } = order;
  // Whoever cancels a confirmed order has bags and money in it; a pending one is somewhere on the way.
  if (status === "CANCELLED")
    return { certain: sequence > 2 ? ["stock", "money"] : [], possible: ["stock", "money"] };
  if (status === "REJECTED" && reason === "payment_declined")
    return { certain: ["stock"], possible: ["stock"] };
  if (status === "REJECTED" && reason === "payment_timeout")
    return { certain: ["stock"], possible: ["stock", "money"] };
  // The bakery gave something back of an order that goes on, or is over.
  return { certain: [], possible: order.refundedCents ? ["money"] : [] };
};

const timeOf = (order: Order, what: Returned) =>
  what === "stock" ? order.stockReturnedAt : order.moneyReturnedAt;

/** What came back of an order, and what is still to come. */
export const returns = (order: Order): Return[] => {
  const { certain, possible } = held(order);
  return possible
    .map((what) => ({ what, at: timeOf(order, what) }))
    .filter(({ what, at }) => at !== undefined || certain.includes(what));
};

/** Whether it is worth looking again. */
export const mayReturnMore = (order: Order) =>
  held(order).possible.some((what) => timeOf(order, what) === undefined);
