import type { OrderView } from "@sourdough/events-schema/http";

export type Status = OrderView["status"];
export type Reason = NonNullable<OrderView["reason"]>;
/** `RECEIVED` is what the API answers before the order exists. */
export type Step = Status | "RECEIVED";

export const statusName: Record<Step, string> = {
  RECEIVED: "Received",
  PENDING: "Pending",
  CONFIRMED: "Confirmed",
  READY: "Ready",
  COLLECTED: "Collected",
  NOT_COLLECTED: "Not collected",
  REJECTED: "Rejected",
  CANCELLED: "Cancelled",
};

/** What the customer sees in large type. */
export const headline: Record<Step, string> = {
  RECEIVED: "We have your order.",
  PENDING: "Checking the shelf and your card.",
  CONFIRMED: "It is yours.",
  READY: "Come and get it.",
  COLLECTED: "Enjoy.",
  NOT_COLLECTED: "We missed you.",
  REJECTED: "Not this time.",
  CANCELLED: "Cancelled.",
};

/** What is happening now. */
export const happening: Record<Step, (store: string, number: string) => string> = {
  RECEIVED: () => "It waits in line to be written down. That takes a moment.",
  PENDING: (store) => `${store} is putting your things aside, and your bank is being asked.`,
  CONFIRMED: (store) => `Set aside at ${store}. We charge your card, and the bakers pack it now.`,
  READY: (store, number) => `Your bag is on the counter at ${store}. Ask for ${number}.`,
  COLLECTED: () => "You have it. Thank you for coming by.",
  NOT_COLLECTED: (store) =>
    `${store} closed, and nobody came for your bag. It was made for you, so it is not refunded.`,
  REJECTED: () => "Nothing was charged, and nothing is set aside any more.",
  CANCELLED: () => "You pay nothing, and somebody else gets to enjoy it.",
};

/** Why it was rejected, and the way on. */
export const rejection: Record<Reason, { why: string; next: string }> = {
  unknown_product: {
    why: "Something in it is not on the menu of this store.",
    next: "Put the rest in the basket again",
  },
  price_changed: {
    why: "A price changed while you were choosing.",
    next: "See the new prices in the basket",
  },
  sold_out: {
    why: "Somebody was faster: there is not enough left of something in it.",
    next: "See what is left, in the basket",
  },
  payment_declined: {
    why: "Your card was declined.",
    next: "Put it in the basket again, and choose another card",
  },
  payment_timeout: {
    why: "The payment took too long.",
    next: "Put it in the basket again",
  },
  stock_timeout: {
    why: "The store did not answer in time.",
    next: "Put it in the basket again",
  },
  limit_exceeded: {
    why: "This is more than we make for one order.",
    next: "Put it in the basket again, and take less",
  },
  id_taken: {
    why: "Its number was in use already, so it was not taken.",
    next: "Put it in the basket again: it gets another number",
  },
};

/** What it means for the customer that the money held for the order was gone before it was taken. */
export const unpaidNote = (step: Step, total: string): string =>
  step === "NOT_COLLECTED"
    ? "Not charged: your bank no longer kept the money for it."
    : step === "CANCELLED"
      ? "Your bank no longer keeps the money for it, and we had not charged it yet. You are welcome to order again."
      : `Not paid yet: your bank no longer keeps the money for it. Please pay ${total} at the counter.`;
