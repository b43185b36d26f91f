import { PaymentVoided, StockReleased } from "@sourdough/events-schema";
import { catchIntoDeadLetterQueue, jsonata, retry, sendToDeadLetterQueue } from "@sourdough/workflow-kit";
import { claimKey, orderKey } from "./keys.ts";

const gone = "DynamoDb.ConditionalCheckFailedException";

const carefully = (event: string) => ({
  Retry: [retry.never(gone, "DynamoDb.ResourceNotFoundException"), retry.persistently],
  Catch: [{ ErrorEquals: [gone], Output: {}, Next: "OrderNotFound" }, catchIntoDeadLetterQueue(event)],
});

/**
 * Express state machine that notes on an order what came back of it, so that its customer sees when. It comes after
 * the order's last change, in any order, and a repeated event writes the same again.
 *
 * Variables: `event` is the input.
 */
export const recordReturns = <Text>(names: { table: Text; deadLetterQueueUrl: Text }) => ({
  StartAt: "FindCustomer",
  TimeoutSeconds: 120,
  States: {
    FindCustomer: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:dynamodb:getItem",
      Arguments: {
        TableName: names.table,
        Key: claimKey("$states.input.detail.data.orderId"),
      },
      Assign: { event: "{% $states.input %}" },
      Output: "{% {'customerId': $states.result.Item.customerId.S} %}",
      ...carefully("$states.input"),
      Next: "NoteReturn",
    },
    NoteReturn: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:dynamodb:updateItem",
      Arguments: {
        TableName: names.table,
        Key: orderKey("$states.input.customerId", "$event.detail.data.orderId"),
        UpdateExpression: "SET #what = :at",
        ConditionExpression: "attribute_exists(pk)",
        ExpressionAttributeNames: {
          "#what": jsonata(
            `$event.\`detail-type\` = '${StockReleased.name}' ? 'stockReturnedAt' : 'moneyReturnedAt'`,
          ),
        },
        ExpressionAttributeValues: {
          ":at": {
            S: jsonata(`
              $event.\`detail-type\` = '${StockReleased.name}' ? $event.detail.data.releasedAt
              : $event.\`detail-type\` = '${PaymentVoided.name}' ? $event.detail.data.voidedAt
              : $event.detail.data.refundedAt
            `),
          },
        },
      },
      Output: {},
      ...carefully("$event"),
      End: true,
    },
    OrderNotFound: { Type: "Succeed" },
    ...sendToDeadLetterQueue(names.deadLetterQueueUrl),
  },
});
