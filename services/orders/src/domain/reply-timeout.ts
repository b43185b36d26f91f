/** Seconds until nobody waits for a reply any more; time enough for what a queue in between retries. */
export const replyTimeout = { stock: 180, payment: 360 };
