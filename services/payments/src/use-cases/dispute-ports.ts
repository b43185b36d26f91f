import type { Ports as KitPorts, OutboxItem } from "@sourdough/lambda-kit";
import type { Answer, DisputeStatus, Fact } from "../domain/dispute.ts";
import type { DisputeOutcome, Payment } from "../domain/payment.ts";
import type { DisputeAnswerer } from "./ports.ts";

/** A dispute as `ResolveDispute` deals with it. */
export interface StoredDispute {
  readonly disputeId: string;
  readonly orderId: string;
  readonly status: DisputeStatus;
  readonly answer?: Answer | undefined;
  readonly answerCallback?: string | undefined;
  readonly closedCallback?: string | undefined;
}

/** What the ledger's transaction writes of a dispute. */
export type DisputeChange =
  | {
      readonly type: "opened";
      readonly disputeId: string;
      readonly amountCents: number;
      readonly currency: Extract<Payment, { terms: unknown }>["terms"]["currency"];
      readonly reason: string;
      readonly answerBy: string;
      readonly at: string;
      /** Of one that is over when it is first heard of. */
      readonly outcome?: DisputeOutcome | undefined;
    }
  | {
      readonly type: "closed";
      readonly disputeId: string;
      readonly outcome: DisputeOutcome;
      readonly at: string;
    };

export interface DisputeStore {
  find: (disputeId: string) => Promise<StoredDispute | undefined>;
  /** What is kept of an order, of one kind, oldest first. */
  facts: (orderId: string, kind: Fact["kind"]) => Promise<Fact[]>;
  /** Notes what staff need to answer, and how they are waited for. */
  ask: (
    disputeId: string,
    asked: {
      answerCallback: string;
      closedCallback: string;
      evidence: readonly Fact[];
      reminders: number;
    },
    outbox: readonly OutboxItem[],
  ) => Promise<void>;
  /** Writes the answer and its event, unless there is one, or the dispute is closed: then false. */
  answer: (disputeId: string, answer: Answer, at: string, outbox: OutboxItem) => Promise<boolean>;
  /** Notes that the bank has the answer, unless the dispute is closed by now. */
  sent: (disputeId: string) => Promise<void>;
}

/** The executions of `ResolveDispute`. */
export interface DisputeExecutions {
  /** Does nothing when the dispute has one. */
  start: (input: { disputeId: string; orderId: string; traceparent: string }) => Promise<void>;
  /** Completes a callback; does nothing when that was done before, or nobody waits. */
  wake: (callbackId: string) => Promise<void>;
}

export interface DisputePorts extends KitPorts {
  disputes: DisputeStore;
  answerer: DisputeAnswerer;
}
