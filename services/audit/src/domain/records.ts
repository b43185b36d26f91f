/** What the audit reads of others: no more of an item than it looks at. */

interface Line {
  readonly sku: string;
  readonly quantity: number;
}

export interface Order {
  readonly orderId: string;
  readonly customerId: string;
  readonly storeId: string;
  readonly status: string;
  readonly sequence: number;
  readonly reason?: string | undefined;
  readonly unpaid?: boolean | undefined;
  readonly lines: readonly Line[];
  readonly totalCents: number;
  /** ISO 8601, as all times here. */
  readonly placedAt: string;
  readonly updatedAt: string;
}

export interface Stock {
  readonly storeId: string;
  readonly sku: string;
  readonly delivered: number;
  readonly onHand: number;
  readonly reserved: number;
  readonly sold: number;
  readonly writtenOff: number;
  /** Changes with every new reservation and delivery. */
  readonly lastChange: string;
}

export interface Reservation {
  readonly orderId: string;
  readonly storeId: string;
  readonly status: string;
  readonly lines: readonly Line[];
}

export interface LedgerEntry {
  readonly type: string;
  readonly providerReference?: string | undefined;
  /** Of a refund: why. */
  readonly reason?: string | undefined;
}

/** An event that an order wrote to its outbox, kept for a week. */
export interface Published {
  readonly eventId: string;
  readonly name: string;
  readonly sequence?: number | undefined;
}

/** A payment as the provider has it. */
export interface Payment {
  readonly reference: string;
  readonly orderId?: string | undefined;
  readonly customerId?: string | undefined;
  /** `held` until it is captured or let go; `open` holds nothing yet. */
  readonly state: "open" | "held" | "captured" | "gone";
  readonly amountCents: number;
  /** Of what was captured, what was given back. */
  readonly refundedCents: number;
  readonly createdAt: string;
}

/** An order with all that hangs on it. */
export interface OrderRecords {
  readonly order: Order;
  readonly reservation: Reservation | undefined;
  readonly ledger: readonly LedgerEntry[];
  readonly published: readonly Published[];
  /** Ids of the events its customer got an e-mail about. */
  readonly told: ReadonlySet<string>;
}
