/** What a bank means: https://docs.stripe.com/disputes/categories */
const reasons: Readonly<Record<string, string>> = {
  fraudulent: "Says they never ordered it.",
  product_not_received: "Says they never got it.",
  product_unacceptable: "Says it was not what they ordered.",
  duplicate: "Says they paid twice.",
  credit_not_processed: "Says they were promised the money back.",
  unrecognized: "Does not recognise the payment.",
  subscription_canceled: "Says they had called it off.",
};

export const reasonText = (reason: string) =>
  reasons[reason] ?? `The bank says: ${reason.replaceAll("_", " ")}.`;

export const statusText = {
  OPEN: "to answer",
  ANSWERED: "on its way to the bank",
  SENT: "with the bank",
  WON: "won",
  LOST: "lost",
  WITHDRAWN: "withdrawn",
} as const;

export const outcomeText: Partial<Record<keyof typeof statusText, string>> = {
  WON: "Won: the money stays here.",
  LOST: "Lost: the customer has the money.",
  WITHDRAWN: "The bank only asked.",
};
