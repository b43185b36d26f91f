import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { byKey, writeAll } from "@sourdough/lambda-kit/dynamodb";
import type { NotificationLog } from "../use-cases/ports.ts";
import { notificationsTable } from "./notifications-table.ts";

const keptSeconds = 30 * 24 * 3600;

/** What was sent, in a DynamoDB table. */
export const notificationLog = (client: DynamoDBDocumentClient, table: string): NotificationLog => {
  const { entities, transaction } = notificationsTable({ client, table });

  return {
    claim: async (key, { from, until }) => {
      const answer = await entities.notification
        .put({
          ...key,
          status: "CLAIMED",
          leaseUntil: until.getTime(),
          ttl: Math.floor(from.getTime() / 1000) + keptSeconds,
        })
        // Every item has a status, also one from before ElectroDB, which names neither its event nor its channel.
        .where(
          ({ status, leaseUntil }, { notExists, eq, lt }) =>
            `${notExists(status)} OR (${eq(status, "CLAIMED")} AND ${lt(leaseUntil, from.getTime())})`,
        )
        .go({ ...byKey, returnOnConditionCheckFailure: "all_old" });
      if (!answer.rejected) return "granted";
      return answer.data?.status === "SENT" ? "sent" : { takenUntil: new Date(answer.data?.leaseUntil ?? 0) };
    },

    complete: async (key, { until }, record) => {
      await writeAll(
        transaction.write(({ notification, outbox }) => [
          notification
            .patch(key)
            .set({ status: "SENT" })
            .where(
              ({ status, leaseUntil }, { eq }) =>
                `${eq(status, "CLAIMED")} AND ${eq(leaseUntil, until.getTime())}`,
            )
            .commit(),
          outbox.put(record).commit(),
        ]),
      );
    },
  };
};
