import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import { ConditionFailedError, transactWrite } from "@sourdough/lambda-kit/dynamodb";
import type { NotificationLog } from "../use-cases/ports.ts";
import { keptSeconds, notificationKey } from "./notification-item.ts";

const names = { "#status": "status" };

/** What was sent, in a DynamoDB table. */
export const notificationLog = (documents: DynamoDBDocumentClient, TableName: string): NotificationLog => ({
  claim: async (key, { from, until }) => {
    try {
      await documents.send(
        new PutCommand({
          TableName,
          Item: {
            ...notificationKey(key),
            entity: "notification",
            status: "CLAIMED",
            leaseUntil: until.getTime(),
            ttl: Math.floor(from.getTime() / 1000) + keptSeconds,
          },
          ConditionExpression: "attribute_not_exists(pk) OR (#status = :claimed AND leaseUntil < :now)",
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: { ":claimed": "CLAIMED", ":now": from.getTime() },
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        }),
      );
      return "granted";
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const { status, leaseUntil } = error.Item ?? {};
      return status?.S === "SENT" ? "sent" : { takenUntil: new Date(Number(leaseUntil?.N)) };
    }
  },

  complete: async (key, { until }, outbox) => {
    try {
      await transactWrite(documents, [
        {
          Update: {
            TableName,
            Key: notificationKey(key),
            UpdateExpression: "SET #status = :sent",
            ConditionExpression: "#status = :claimed AND leaseUntil = :until",
            ExpressionAttributeNames: names,
            ExpressionAttributeValues: { ":sent": "SENT", ":claimed": "CLAIMED", ":until": until.getTime() },
          },
        },
        { Put: { TableName, Item: outbox } },
      ]);
    } catch (error) {
      if (!(error instanceof ConditionFailedError)) throw error;
    }
  },
});
