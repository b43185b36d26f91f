/** What a customer reads out at the counter, and the kitchen sees on the docket. */
export const orderNumber = (orderId: string) => orderId.slice(-4);
