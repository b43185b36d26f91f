/** One movement of money, in the smallest unit of the currency (cents). */
export interface LedgerEntry {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** `voided` is held money given back without a charge; `refunded` is charged money given back. */
  readonly kind: "authorized" | "declined" | "captured" | "voided" | "refunded";
  /** `metadata.orderId` of the payment, where it has one. */
  readonly orderId: string | undefined;
  readonly paymentIntent: string;
  readonly amount: number;
  readonly currency: string;
}

/** What happened to the money of one order. */
export interface OrderMoney {
  readonly orderId: string;
  readonly authorizations: number;
  readonly declines: number;
  readonly authorized: number;
  readonly captured: number;
  readonly voided: number;
  readonly refunded: number;
  /** Held on the customer's card and neither charged nor given back. */
  readonly held: number;
}

export const createLedger = (now: () => number, observe?: (entry: LedgerEntry) => void) => {
  const entries: LedgerEntry[] = [];
  const byOrder = new Map<string, LedgerEntry[]>();

  const money = (orderId: string): OrderMoney => {
    const own = byOrder.get(orderId) ?? [];
    const of = (kind: LedgerEntry["kind"]) => own.filter((entry) => entry.kind === kind);
    const sum = (kind: LedgerEntry["kind"]) => of(kind).reduce((total, { amount }) => total + amount, 0);
    const [authorized, captured, voided] = [sum("authorized"), sum("captured"), sum("voided")];
    return {
      orderId,
      authorizations: of("authorized").length,
      declines: of("declined").length,
      authorized,
      captured,
      voided,
      refunded: sum("refunded"),
      held: authorized - captured - voided,
    };
  };

  return {
    add(entry: Omit<LedgerEntry, "at">): void {
      const full = { at: now(), ...entry };
      entries.push(full);
      if (entry.orderId !== undefined) {
        const own = byOrder.get(entry.orderId);
        if (own) own.push(full);
        else byOrder.set(entry.orderId, [full]);
      }
      observe?.(full);
    },
    entries: (): readonly LedgerEntry[] => [...entries],
    money,
    orders: (): OrderMoney[] => [...byOrder.keys()].map(money),
  };
};

export type Ledger = ReturnType<typeof createLedger>;
