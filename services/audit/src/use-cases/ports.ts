import type { Audited, Difference } from "@sourdough/events-schema";
import type { Ports as KitPorts, OutboxItem } from "@sourdough/lambda-kit";
import type { LedgerEntry, Order, OrderRecords, Payment, Reservation, Stock } from "../domain/records.ts";
import type { ByProduct, Pieces } from "../domain/stock.ts";

/** A part of a list; `cursor` is where the next one begins, if there is one. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly cursor?: string | undefined;
}

/** What the audit compares: read as it is at the moment, never written. */
export interface Records {
  stock(cursor?: string): Promise<Page<Stock>>;
  reservations(cursor?: string): Promise<Page<Reservation>>;
  orders(cursor?: string): Promise<Page<Order>>;
  /** All that hangs on these orders. */
  ofOrders(orders: readonly Order[]): Promise<readonly OrderRecords[]>;
  order(key: Pick<Order, "orderId" | "customerId">): Promise<Order | undefined>;
  ledger(orderId: string): Promise<readonly LedgerEntry[]>;
  /** Payments at the provider, newest first, as if nothing had been given back. */
  payments(cursor?: string): Promise<Page<Payment>>;
  refundedCents(reference: string): Promise<number>;
  /** Fulfilments that began before then and have not ended. */
  fulfilments(startedBefore: Date): Promise<readonly { orderId: string; since: Date }[]>;
  deadLetterQueues(): Promise<readonly { queue: string; messages: number }[]>;
}

export const steps = [
  "stock",
  "reservations",
  "stock-again",
  "orders",
  "payments",
  "fulfilments",
  "dead-letters",
] as const;
export type Step = (typeof steps)[number];

/** An audit as far as it came. */
export interface AuditState {
  readonly auditId: string;
  readonly startedAt: string;
  readonly updatedAt: string;
  readonly completedAt?: string | undefined;
  readonly status: "RUNNING" | "PASSED" | "FAILED";
  readonly step: Step | "done";
  /** Where the step goes on. */
  readonly cursor?: string | undefined;
  readonly audited: Audited;
  /** How many were found. */
  readonly differences: number;
  /** How many by the number of the invariant. */
  readonly byInvariant: Readonly<Record<number, number>>;
  /** The first hundred. */
  readonly first: readonly Difference[];
  /** What one step remembers for another. */
  readonly memory: { readonly before: ByProduct<Stock>; readonly taken: ByProduct<Pieces> };
  /** One more with each save. */
  readonly revision: number;
}

export interface AuditLog {
  /** The audit as far as it came; a new one, told by `record`, when there is none of that id. */
  open(begun: AuditState, record: OutboxItem): Promise<AuditState>;
  /** Keeps how far it came, and what was found on the way; false when somebody else did meanwhile. */
  save(state: AuditState, found: readonly Difference[]): Promise<boolean>;
  /** Ends it; false when somebody else did meanwhile. */
  complete(state: AuditState, record: OutboxItem): Promise<boolean>;
}

export interface Ports extends KitPorts {
  records: Records;
  log: AuditLog;
}
