import type { Cancel, Clock } from "../../core/clock.ts";
import type { StandInState } from "../stand-in.ts";
import type { Account } from "./account.ts";
import { type Dispute, type DisputeStatus, isInquiry, presentDispute } from "./dispute.ts";
import { invalidRequest, missing } from "./errors.ts";
import type { Emit } from "./events.ts";
import type { Ledger } from "./ledger.ts";
import { type Charge, type Metadata, newId, type PaymentIntent } from "./payment-intent.ts";
import { shapes } from "./shapes.ts";

/**
 * Card networks give 7 to 21 days, and Stripe names no number for test mode: this is the shortest that leaves room for
 * an answer on the seventh day. https://docs.stripe.com/disputes/how-disputes-work
 */
const ANSWER_MS = 9 * 24 * 3600 * 1000;

/** Texts that decide a dispute at once. https://docs.stripe.com/testing#evidence */
const verdicts: Readonly<Record<string, "won" | "lost">> = {
  winning_evidence: "won",
  losing_evidence: "lost",
};

export interface DisputeDraft {
  readonly reason?: string;
  /** By default what of the charge has not been given back. */
  readonly amount?: number;
  /** A bank that only asks: no money is taken. */
  readonly inquiry?: boolean;
}

type KeptDispute = Omit<Dispute, "intent" | "charge"> & { readonly charge: string };

/** What a customer's bank does about a charge, and what comes of it. */
export const createDisputes = (
  state: StandInState,
  account: Account,
  ledger: Ledger,
  clock: Clock,
  emit: Emit,
) => {
  const kept = state.records<Dispute, KeptDispute>(
    "disputes",
    shapes.dispute,
    ({ intent: _, charge, ...dispute }) => ({
      ...dispute,
      charge: charge.id,
    }),
  );
  const disputes = new Map(
    [...kept.read()].flatMap(([id, dispute]): [string, Dispute][] => {
      const own = account.findCharge(dispute.charge);
      if (own) return [[id, { ...dispute, ...own }]];
      kept.drop(id, `there is no charge ${dispute.charge}`);
      return [];
    }),
  );
  /** What ends each dispute that nobody answers. */
  const deadlines = new Map<Dispute, Cancel>();
  const seconds = (ms: number) => Math.floor(ms / 1000);
  const present = (dispute: Dispute) => presentDispute(dispute, seconds(clock.now()));

  const move = ({ intent, amount }: Dispute, kind: "disputed" | "reinstated") =>
    ledger.add({
      kind,
      amount,
      metadata: { ...intent.metadata },
      paymentIntent: intent.id,
      currency: intent.currency,
    });

  const close = (dispute: Dispute, outcome: "won" | "lost") => {
    deadlines.get(dispute)?.();
    deadlines.delete(dispute);
    const inquiry = isInquiry(dispute);
    dispute.status = inquiry ? "warning_closed" : outcome;
    kept.put(dispute.id, dispute);
    if (outcome === "won" && !inquiry) move(dispute, "reinstated");
    emit("charge.dispute.closed", present(dispute));
    if (outcome === "won" && !inquiry) emit("charge.dispute.funds_reinstated", present(dispute));
    return dispute;
  };

  const mustBe = (dispute: Dispute, what: string, ...allowed: DisputeStatus[]) => {
    if (allowed.includes(dispute.status)) return;
    throw invalidRequest(
      `This dispute cannot be ${what}: it is ${dispute.status}, and must be one of ${allowed.join(", ")}.`,
    );
  };

  const loseIn = (dispute: Dispute, ms: number) =>
    deadlines.set(
      dispute,
      clock.schedule(ms, () => void close(dispute, "lost")),
    );

  /** A bank answers after the request has been answered. */
  const decideLater = (dispute: Dispute) => {
    const verdict = verdicts[dispute.evidence.uncategorized_text ?? ""];
    if (verdict) clock.schedule(0, () => dispute.status === "under_review" && void close(dispute, verdict));
  };

  return {
    present,
    /** Goes on with what the run before left. */
    begin(): void {
      for (const dispute of disputes.values()) {
        if (dispute.status.endsWith("needs_response")) loseIn(dispute, dispute.dueBy * 1000 - clock.now());
        if (dispute.status === "under_review") decideLater(dispute);
      }
    },
    /** Newest first. */
    list: (): Dispute[] => [...disputes.values()].reverse(),
    find(id: string): Dispute {
      const dispute = disputes.get(id);
      if (!dispute) throw missing("dispute", id, "dispute");
      return dispute;
    },
    open(intent: PaymentIntent, charge: Charge, draft: DisputeDraft = {}): Dispute {
      const left = charge.amountCaptured - charge.amountRefunded;
      const { reason = "fraudulent", amount = left, inquiry = false } = draft;
      if (!charge.captured || amount <= 0 || amount > left)
        throw new Error(`${intent.id} has ${charge.captured ? left : 0} to dispute, and not ${amount}.`);
      const dispute: Dispute = {
        id: newId("du"),
        created: seconds(clock.now()),
        amount,
        reason,
        intent,
        charge,
        dueBy: seconds(clock.now() + ANSWER_MS),
        status: inquiry ? "warning_needs_response" : "needs_response",
        evidence: {},
        submissions: 0,
        metadata: {},
      };
      disputes.set(dispute.id, dispute);
      kept.put(dispute.id, dispute);
      charge.disputed = true;
      charge.refundable = inquiry;
      account.changed(intent);
      loseIn(dispute, ANSWER_MS);
      if (!inquiry) move(dispute, "disputed");
      emit("charge.dispute.created", present(dispute));
      if (!inquiry) emit("charge.dispute.funds_withdrawn", present(dispute));
      return dispute;
    },
    /** Evidence may be added until it is submitted; then the bank has it. */
    update(
      dispute: Dispute,
      change: { evidence?: Readonly<Record<string, string>>; metadata?: Metadata; submit: boolean },
    ): Dispute {
      if (change.metadata) dispute.metadata = change.metadata;
      kept.put(dispute.id, dispute);
      if (!change.evidence && !change.submit) return dispute;
      mustBe(dispute, "answered", "needs_response", "warning_needs_response");
      dispute.evidence = { ...dispute.evidence, ...change.evidence };
      if (!change.submit) return dispute;
      const before = { status: dispute.status };
      deadlines.get(dispute)?.();
      deadlines.delete(dispute);
      dispute.submissions++;
      dispute.status = isInquiry(dispute) ? "warning_under_review" : "under_review";
      emit("charge.dispute.updated", present(dispute), before);
      decideLater(dispute);
      return dispute;
    },
    /** Gives in. */
    accept(dispute: Dispute): Dispute {
      mustBe(dispute, "closed", "needs_response", "warning_needs_response");
      return close(dispute, "lost");
    },
    /** The bank's verdict. */
    decide(dispute: Dispute, outcome: "won" | "lost"): void {
      mustBe(dispute, "decided", "under_review", "warning_under_review");
      close(dispute, outcome);
    },
    stop(): void {
      for (const cancel of deadlines.values()) cancel();
      deadlines.clear();
    },
  };
};

export type Disputes = ReturnType<typeof createDisputes>;
