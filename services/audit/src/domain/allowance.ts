const minute = 60_000;

/** How long something may be under way before it is wrong: an audit during business is no reason to wake anybody. */
export const allowance = {
  /** An order's way to its answer: both replies, their timeouts, and five minutes of tries. */
  decisionMs: 15 * minute,
  /** What follows from an order's change. Money follows it for an hour of tries, however long the provider is away. */
  effectsMs: 90 * minute,
} as const;

/** How long an outbox keeps its records, less what a clock or two may be off. */
export const outboxKeptMs = 7 * 24 * 60 * minute - 60 * minute;
