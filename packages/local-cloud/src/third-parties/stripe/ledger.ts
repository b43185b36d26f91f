import type { StandInState } from "../stand-in.ts";
import type { Metadata } from "./payment-intent.ts";
import { shapes } from "./shapes.ts";

/** One movement of money, in the smallest unit of the currency (cents). */
export interface LedgerEntry {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /**
   * `voided` is held money given back without a charge; `refunded` is charged money given back; `disputed` is charged
   * money that the customer's bank took back, and `reinstated` what it returned of that.
   */
  readonly kind: "authorized" | "declined" | "captured" | "voided" | "refunded" | "disputed" | "reinstated";
  /** Of the payment. */
  readonly metadata: Metadata;
  readonly paymentIntent: string;
  readonly amount: number;
  readonly currency: string;
}

/** What happened to the money of some payments. */
export interface Money {
  readonly authorizations: number;
  readonly declines: number;
  readonly authorized: number;
  readonly captured: number;
  readonly voided: number;
  readonly refunded: number;
  /** Taken back by the customer's bank, and not returned. */
  readonly disputed: number;
  /** Held on the customer's card and neither charged nor given back. */
  readonly held: number;
}

/** Where they outlast the process, of the newest; the others are read when somebody asks. */
const IN_MEMORY = 1_000;

export const hasAll = (metadata: Metadata, wanted: Metadata): boolean =>
  Object.entries(wanted).every(([name, value]) => metadata[name] === value);

export const createLedger = (
  state: StandInState,
  now: () => number,
  observe?: (entry: LedgerEntry) => void,
) => {
  const kept = state.records<LedgerEntry>("ledger", shapes.ledgerEntry);
  let count = Number(kept.keys().at(-1) ?? -1) + 1;
  const newest: LedgerEntry[] = [];
  const all = (): LedgerEntry[] => {
    const older = Array.from({ length: count - newest.length }, (_, key) => kept.get(String(key)) ?? []);
    return [...older.flat(), ...newest];
  };

  const money = (metadata: Metadata): Money => {
    const own = all().filter((entry) => hasAll(entry.metadata, metadata));
    const of = (kind: LedgerEntry["kind"]) => own.filter((entry) => entry.kind === kind);
    const sum = (kind: LedgerEntry["kind"]) => of(kind).reduce((total, { amount }) => total + amount, 0);
    const [authorized, captured, voided] = [sum("authorized"), sum("captured"), sum("voided")];
    return {
      authorizations: of("authorized").length,
      declines: of("declined").length,
      authorized,
      captured,
      voided,
      refunded: sum("refunded"),
      disputed: sum("disputed") - sum("reinstated"),
      held: authorized - captured - voided,
    };
  };

  return {
    add(entry: Omit<LedgerEntry, "at">): void {
      const full = { at: now(), ...entry };
      kept.put(String(count++), full);
      newest.push(full);
      if (kept.isKept && newest.length > IN_MEMORY) newest.shift();
      observe?.(full);
    },
    entries: (): readonly LedgerEntry[] => all(),
    money,
  };
};

export type Ledger = ReturnType<typeof createLedger>;
