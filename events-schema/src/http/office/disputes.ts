import * as z from "zod";
import { Cents, Currency, DisputeId, OrderId, ProviderCode, Timestamp } from "../../fields.ts";

/**
 * `OPEN`: somebody has to answer until the seventh day. `ANSWERED`: the bank is about to hear it. `SENT`: the bank
 * decides. The others are how it ended.
 */
export const DisputeStatus = z.enum(["OPEN", "ANSWERED", "SENT", "WON", "LOST", "WITHDRAWN"]);

/** Something that was kept of an order, for a bank to see. */
export const DisputeEvidence = z.object({
  kind: z.enum(["ordered", "told", "collected"]),
  at: Timestamp,
  text: z.string().describe("A sentence; no more than names of products and events."),
});

export const DisputeAnswer = z.enum(["contest", "accept"]);

export const DisputeView = z.object({
  disputeId: DisputeId,
  orderId: OrderId,
  amountCents: Cents,
  currency: Currency,
  reason: ProviderCode,
  status: DisputeStatus,
  openedAt: Timestamp,
  /** When the bank has to have an answer. */
  answerBy: Timestamp,
  /** How often staff were reminded. */
  reminders: z.int().min(0),
  evidence: z.array(DisputeEvidence),
  answer: DisputeAnswer.optional(),
  answeredBy: z.enum(["staff", "clock"]).optional(),
  answeredAt: Timestamp.optional(),
  /** What staff wrote to the bank. */
  text: z.string().optional(),
  closedAt: Timestamp.optional(),
});

/** `GET /office/disputes?cursor=`, newest first; without `cursor` there are no more. */
export const DisputesView = z.object({ disputes: z.array(DisputeView), cursor: z.string().optional() });

/** Body of `POST /office/disputes/{disputeId}/answer`; `text` is for the bank, and goes with `contest`. */
export const AnswerDisputeBody = z.strictObject({
  answer: DisputeAnswer,
  text: z.string().min(1).max(2000).optional(),
});

/** How the dispute is answered: what was asked for, the first time and again. */
export const DisputeAnswerView = z.object({
  disputeId: DisputeId,
  answer: DisputeAnswer,
  answeredAt: Timestamp,
});

export type DisputeEvidence = z.infer<typeof DisputeEvidence>;
export type DisputeStatus = z.infer<typeof DisputeStatus>;
export type DisputeView = z.infer<typeof DisputeView>;
export type DisputesView = z.infer<typeof DisputesView>;
export type AnswerDisputeBody = z.infer<typeof AnswerDisputeBody>;
export type DisputeAnswerView = z.infer<typeof DisputeAnswerView>;
