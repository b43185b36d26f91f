import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { Currency } from "@sourdough/events-schema";
import { byKey, writeAll } from "@sourdough/lambda-kit/dynamodb";
import * as z from "zod";
import { statusOf } from "../domain/dispute.ts";
import { evolve, noPayment, type PaymentEvent } from "../domain/payment.ts";
import type { DisputeChange } from "../use-cases/dispute-ports.ts";
import type { PaymentLedger } from "../use-cases/ports.ts";
import { paymentsTable } from "./payments-table.ts";

/** Ledgers in a DynamoDB table, each entry in one transaction with the events that tell of it. */
export const paymentLedger = (client: DynamoDBDocumentClient, table: string): PaymentLedger => {
  const { entities, transaction } = paymentsTable({ client, table });

  return {
    load: async (orderId) => {
      const { data } = await entities.event.query
        .ledger({ orderId })
        .go({ consistent: true, pages: "all", ...byKey });
      return { payment: data.map(toEvent).reduce(evolve, noPayment), version: data.length };
    },

    append: (orderId, version, events, records, disputes = []) =>
      writeAll(
        transaction.write(({ event, outbox, dispute }) => [
          ...events.map((entry, index) =>
            event.create({ orderId, version: version + index + 1, ...entry }).commit(),
          ),
          ...records.map((record) => outbox.create(record).commit()),
          ...disputes.map((change) => {
            if (change.type === "opened") return dispute.create(openedDispute(orderId, change)).commit();
            const { disputeId, outcome, at: closedAt } = change;
            return dispute.patch({ disputeId }).set({ status: statusOf[outcome], closedAt }).commit();
          }),
        ]),
      ),

    publish: async (record) => {
      await writeAll(transaction.write(({ outbox }) => [outbox.create(record).commit()]));
    },
  };
};

const openedDispute = (
  orderId: string,
  { type: _, at: openedAt, outcome, ...dispute }: Extract<DisputeChange, { type: "opened" }>,
) => ({
  orderId,
  ...dispute,
  openedAt,
  reminders: 0,
  status: outcome ? statusOf[outcome] : ("OPEN" as const),
  ...(outcome && { closedAt: openedAt }),
});

const at = z.iso.datetime();
const reason = z.enum(["order_rejected", "order_cancelled"]);
const Terms = z.object({
  customerId: z.string(),
  amountCents: z.int(),
  currency: Currency,
  paymentMethodId: z.string(),
  test: z.literal(true).optional(),
});

/** Which of an item's attributes belong to which event; all other readers of the ledger rely on it. */
const Event = z.discriminatedUnion("type", [
  z.object({ type: z.literal("Opened"), at, terms: Terms, providerReference: z.string().optional() }),
  z.object({ type: z.literal("Authorized"), at }),
  z.object({ type: z.literal("Declined"), at, declineCode: z.string() }),
  z.object({ type: z.literal("Captured"), at }),
  z.object({ type: z.literal("Lost"), at, reason: z.enum(["expired", "cancelled", "declined"]) }),
  z.object({ type: z.literal("Voided"), at, reason }),
  z.object({
    type: z.literal("Refunded"),
    at,
    reason: z.enum([...reason.options, "at_provider"]),
    amountCents: z.int().optional(),
  }),
  z.object({
    type: z.literal("Disputed"),
    at,
    disputeId: z.string(),
    amountCents: z.int(),
    disputeReason: z.string(),
    answerBy: at,
  }),
  z.object({
    type: z.literal("DisputeClosed"),
    at,
    disputeId: z.string(),
    outcome: z.enum(["won", "lost", "withdrawn"]),
  }),
  z.object({ type: z.literal("Refused"), at, reason }),
]);

const toEvent = (item: unknown): PaymentEvent => Event.parse(item);
