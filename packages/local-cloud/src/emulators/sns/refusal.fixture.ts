/** What the tables of refusals may name. */
export interface Given {
  readonly topic: string;
  readonly fifo: string;
  readonly queue: string;
  readonly fifoQueue: string;
  readonly subscription: string;
  readonly fifoSubscription: string;
}

export interface Refusal {
  readonly why: string;
  readonly operation: string;
  input(given: Given): object;
  readonly code?: string;
  readonly message: string;
}

export const elements = (parameter: string, count: number) =>
  `Invalid parameter: ${parameter} Reason: An ARN must have at least 6 elements, not ${count}`;
export const arn = (region: string, name: string) => `arn:aws:sns:${region}:000000000000:${name}`;
export const LONG_NAME = "a".repeat(257);
