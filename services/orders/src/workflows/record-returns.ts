import { PaymentVoided, StockReleased } from "@sourdough/events-schema";
import { jsonata, never } from "./jsonata.ts";

const gone = "DynamoDb.ConditionalCheckFailedException";

const carefully = (event: string) => ({
  Retry: [
    never(gone, "DynamoDb.ResourceNotFoundException"),
    {
      ErrorEquals: ["States.ALL"],
      IntervalSeconds: 1,
      MaxAttempts: 5,
      BackoffRate: 2,
      JitterStrategy: "FULL",
    },
  ],
  Catch: [
    { ErrorEquals: [gone], Output: {}, Next: "NoSuchOrder" },
    {
      ErrorEquals: ["States.ALL"],
      Output: { event: `{% ${event} %}`, error: "{% $states.errorOutput %}" },
      Next: "KeepEvent",
    },
  ],
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
        Key: { pk: { S: "{% 'order#' & $states.input.detail.data.orderId %}" }, sk: { S: "claim" } },
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
        Key: {
          pk: { S: "{% 'customer#' & $states.input.customerId %}" },
          sk: { S: "{% 'order#' & $event.detail.data.orderId %}" },
        },
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
    NoSuchOrder: { Type: "Succeed" },
    // The rule's own dead-letter queue ends at the start of this machine.
    KeepEvent: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:sqs:sendMessage",
      Arguments: { QueueUrl: names.deadLetterQueueUrl, MessageBody: "{% $string($states.input) %}" },
      End: true,
    },
  },
});
