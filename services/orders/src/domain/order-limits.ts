/**
 * What one order may come to: money in cents, and pieces over all its lines. How large an order is taken at all is
 * `orderSize` of the contracts.
 */
export interface OrderLimits {
  readonly totalCents: number;
  readonly pieces: number;
}

/** For every customer whose `limits` item says nothing else; an order above them is rejected with `limit_exceeded`. */
export const usualLimits: OrderLimits = { totalCents: 100_000, pieces: 500 };
