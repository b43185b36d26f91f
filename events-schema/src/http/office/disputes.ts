import * as z from "zod";
import { Cents, Currency, OrderId, Timestamp } from "../../fields.ts";

/** A dispute as the office sees it. */
export const DisputeView = z.object({
  disputeId: z.string(),
  orderId: OrderId,
  amountCents: Cents,
  currency: Currency,
  reason: z.string().describe("The bank's word, such as `product_not_received`."),
  status: z.enum(["NEEDS_ANSWER", "ANSWERED", "CLOSED"]),
  answerBy: Timestamp.describe("When it is answered without anybody's word."),
  disputedAt: Timestamp,
  evidence: z
    .object({
      orderedAt: Timestamp.optional(),
      collectedAt: Timestamp.optional(),
      pieces: z.int().optional(),
      messages: z.int().optional().describe("E-mails and text messages that went out about the order."),
    })
    .optional(),
  answer: z
    .object({
      decision: z.enum(["CONTEST", "ACCEPT"]),
      by: z.enum(["STAFF", "NOBODY"]).describe("NOBODY: the time was up."),
      at: Timestamp,
    })
    .optional(),
  outcome: z.enum(["won", "lost", "withdrawn"]).optional(),
  closedAt: Timestamp.optional(),
});

/** `GET /office/disputes`: what needs an answer first, then the newest. */
export const DisputesView = z.object({ disputes: z.array(DisputeView) });

/** Body of `POST /office/disputes/{disputeId}/answer`. */
export const AnswerDisputeBody = z.strictObject({
  decision: z.enum(["CONTEST", "ACCEPT"]),
  text: z.string().max(2000).optional().describe("For the bank, when contesting."),
});

export type DisputeView = z.infer<typeof DisputeView>;
export type DisputesView = z.infer<typeof DisputesView>;
export type AnswerDisputeBody = z.infer<typeof AnswerDisputeBody>;
