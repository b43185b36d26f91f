import type { DisputeOutcome } from "./payment.ts";

/** `OPEN` until it is answered, `ANSWERED` until the bank has the answer, `SENT` until the bank decides. */
export type DisputeStatus = "OPEN" | "ANSWERED" | "SENT" | "WON" | "LOST" | "WITHDRAWN";

export const statusOf: Record<DisputeOutcome, DisputeStatus> = {
  won: "WON",
  lost: "LOST",
  withdrawn: "WITHDRAWN",
};

export const factKinds = ["ordered", "told", "collected"] as const;

/** Something that was kept of an order, for a bank to see. */
export interface Fact {
  readonly kind: (typeof factKinds)[number];
  /** ISO 8601. */
  readonly at: string;
  /** A sentence. */
  readonly text: string;
}

/** `contest`: the money is the bakery's; `accept`: the customer may have it. */
export interface Answer {
  readonly answer: "contest" | "accept";
  readonly answeredBy: "staff" | "clock";
  /** What staff wrote to the bank. */
  readonly text?: string | undefined;
}

/** Days that pass before staff are reminded, are reminded again, and have no more time. */
export const patience = [3, 3, 1] as const;

/** What is answered when nobody did in time: who has their bread keeps paying for it. */
export const answerOfTheClock = (facts: readonly Fact[]): Answer => ({
  answer: facts.some(({ kind }) => kind === "collected") ? "contest" : "accept",
  answeredBy: "clock",
});
