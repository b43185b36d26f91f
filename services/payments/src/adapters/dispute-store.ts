import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { byKey, writeAll } from "@sourdough/lambda-kit/dynamodb";
import type { DisputeStore } from "../use-cases/dispute-ports.ts";
import { paymentsTable } from "./payments-table.ts";

/** Disputes and what is kept for them, in the table of the ledgers. */
export const disputeStore = (client: DynamoDBDocumentClient, table: string): DisputeStore => {
  const { entities, transaction } = paymentsTable({ client, table });

  return {
    find: async (disputeId) => {
      const { data } = await entities.dispute.get({ disputeId }).go({ consistent: true, ...byKey });
      if (!data) return undefined;
      const { orderId, status, answer, answeredBy, answerText, answerCallback, closedCallback } = data;
      return {
        disputeId,
        orderId,
        status,
        answer: answer && answeredBy && { answer, answeredBy, text: answerText },
        answerCallback,
        closedCallback,
      };
    },

    facts: async (orderId, kind) => {
      const { data } = await entities.fact.query
        .ofOrder({ orderId, kind })
        .go({ consistent: true, pages: "all", ...byKey });
      return data
        .map(({ at, text }) => ({ kind, at, text }))
        .sort((one, other) => (one.at < other.at ? -1 : 1));
    },

    ask: async (disputeId, { evidence, ...asked }, records) => {
      await writeAll(
        transaction.write(({ dispute, outbox }) => [
          dispute
            .patch({ disputeId })
            .set({ ...asked, evidence: [...evidence] })
            .commit(),
          ...records.map((record) => outbox.put(record).commit()),
        ]),
      );
    },

    answer: (disputeId, { answer, answeredBy, text }, at, record) =>
      writeAll(
        transaction.write(({ dispute, outbox }) => [
          dispute
            .patch({ disputeId })
            .set({ status: "ANSWERED", answer, answeredBy, answerText: text, answeredAt: at })
            .where(({ status }, { eq }) => eq(status, "OPEN"))
            .commit(),
          outbox.put(record).commit(),
        ]),
      ),

    sent: async (disputeId) => {
      await writeAll(
        transaction.write(({ dispute }) => [
          dispute
            .patch({ disputeId })
            .set({ status: "SENT" })
            .where(({ status }, { eq }) => eq(status, "ANSWERED"))
            .commit(),
        ]),
      );
    },
  };
};
