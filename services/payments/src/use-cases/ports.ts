import type { ProviderEventReceived } from "@sourdough/events-schema";
import type { Ports as KitPorts, OutboxItem } from "@sourdough/lambda-kit";
import type { Answer, Fact } from "../domain/dispute.ts";
import type { LossReason, Payment, PaymentEvent, Terms } from "../domain/payment.ts";
import type { AtProvider, Refunds } from "../domain/reconcile.ts";
import type { DisputeChange, DisputeExecutions, DisputeStore } from "./dispute-ports.ts";

/** A payment and the number of events in its ledger. */
interface LedgerState {
  payment: Payment;
  version: number;
}

export interface PaymentLedger {
  load: (orderId: string) => Promise<LedgerState>;
  /** Writes all or nothing; false when the ledger has more than `version` events by now. */
  append: (
    orderId: string,
    version: number,
    events: PaymentEvent[],
    outbox: OutboxItem[],
    disputes?: DisputeChange[],
  ) => Promise<boolean>;
  /** Publishes without a change of the ledger. The same event again is not published again. */
  publish: (outbox: OutboxItem) => Promise<void>;
}

export type Confirmation =
  | { outcome: "authorized" }
  | { outcome: "declined"; declineCode: string }
  /** The payment was voided in the meantime. */
  | { outcome: "voided" };

export type Capture = { outcome: "captured" } | { outcome: "lost"; reason: LossReason };

/**
 * The payment provider. Every call may be repeated and has its effect once. All throw `TransientError` when the
 * provider does not answer, or when the payment is in the middle of another step, and `ProviderRefusalError` when
 * trying again is in vain.
 */
export interface PaymentProvider {
  /** Announces a payment without holding money, and returns the provider's reference to it. */
  open: (orderId: string, terms: Terms) => Promise<{ reference: string } | { declineCode: string }>;
  /** Holds the money. */
  confirm: (orderId: string, reference: string) => Promise<Confirmation>;
  /** Takes the money held, if it still is. */
  capture: (orderId: string, reference: string) => Promise<Capture>;
  /** Lets go of the money held, or of a payment that holds none yet; `captured` when it was taken before. */
  cancel: (orderId: string, reference: string) => Promise<"cancelled" | "captured">;
  /** Gives back what is left of money taken, and says what was given back in all. */
  refund: (orderId: string, reference: string) => Promise<Refunds>;
  /** The order that a payment of this service is for, and how it is now; undefined for any other. */
  look: (reference: string) => Promise<{ orderId: string; now: AtProvider } | undefined>;
}

export interface DisputeAnswerer {
  /** Hands the answer to the bank, once, however often it is called; does nothing when the dispute is over. */
  answerDispute: (disputeId: string, answer: Answer, evidence: readonly Fact[]) => Promise<void>;
}

/** Which events of the provider were handled. */
export interface ProviderEventLog {
  isHandled: (providerEventId: string) => Promise<boolean>;
  noteHandled: (providerEventId: string, at: Date) => Promise<void>;
}

export interface Ports extends KitPorts {
  ledger: PaymentLedger;
  provider: PaymentProvider;
  /** In its test mode, where no card is real. */
  testProvider: PaymentProvider;
}

/** Who has the payment: it stays where it was opened. */
export const providerOf = ({ provider, testProvider }: Ports, isTest: boolean): PaymentProvider =>
  isTest ? testProvider : provider;

export interface ProviderEventQueue {
  send: (message: ProviderEventReceived) => Promise<void>;
}

/** What receiving events takes. */
export interface WebhookPorts extends Pick<KitPorts, "now"> {
  queue: ProviderEventQueue;
  secrets: WebhookSecrets;
}

/** What the provider signs with: one secret, or two while one replaces the other. They may be replaced at any time. */
export interface WebhookSecrets {
  /** At most a minute old. Throws `TransientError` when they cannot be had. */
  known: () => Promise<readonly string[]>;
  /** As they are now, for a signature that fits none of those known; undefined when they were read seconds ago. */
  renewed: () => Promise<readonly string[] | undefined>;
}

export interface ProviderEventPorts extends Omit<Ports, "testProvider"> {
  providerEvents: ProviderEventLog;
  disputes: Pick<DisputeStore, "find">;
  executions: DisputeExecutions;
}
