const euros = new Intl.NumberFormat("en-IE", { style: "currency", currency: "EUR" });

/** 280 -> €2.80 */
export const money = (cents: number) => euros.format(cents / 100);
