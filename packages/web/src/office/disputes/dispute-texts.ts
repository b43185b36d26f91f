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

export const outcomeText = {
  won: "Won: the money stays here.",
  lost: "Lost: the customer has the money.",
  withdrawn: "Withdrawn by the bank.",
} as const;
