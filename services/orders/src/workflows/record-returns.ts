import { OrderRefunded, PaymentRefunded, PaymentVoided, StockReleased } from "@sourdough/events-schema";
import {
  catchIntoDeadLetterQueue,
  jsonata,
  metadataFrom,
  outbox,
  retry,
  sendToDeadLetterQueue,
} from "@sourdough/workflow-kit";
import { claimKey, orderKey } from "./keys.ts";

const gone = "DynamoDb.ConditionalCheckFailedException";
const known = "$event.detail.data";

const carefully = (event: string, whenRefused: string) => ({
  Retry: [retry.never(gone, "DynamoDb.ResourceNotFoundException"), retry.persistently],
  Catch: [{ ErrorEquals: [gone], Output: {}, Next: whenRefused }, catchIntoDeadLetterQueue(event)],
});

/**
 * Express state machine that notes on an order what came back of it, so that its customer sees when. It comes after
 * the order's last change, in any order, and a repeated event writes the same again. Of money that was given back by
 * hand, whatever the order's status, the customer is told.
 *
 * Variables: `event` is the input; `customerId` whose order it is.
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
      ...carefully("$states.input", "OrderNotFound"),
      Next: "HasCustomer",
    },
    HasCustomer: {
      Type: "Choice",
      Choices: [
        {
          Condition: "{% $exists($states.input.customerId) %}",
          Assign: { customerId: "{% $states.input.customerId %}" },
          Next: "WhatCameBack",
        },
      ],
      Default: "OrderNotFound",
    },
    WhatCameBack: {
      Type: "Choice",
      Choices: [
        { Condition: jsonata(`$event.\`detail-type\` = '${PaymentRefunded.name}'`), Next: "HowMuch" },
      ],
      Default: "NoteReturn",
    },
    HowMuch: {
      Type: "Choice",
      Choices: [{ Condition: jsonata(`$exists(${known}.totalRefundedCents)`), Next: "NoteRefund" }],
      Default: "NoteReturn",
    },
    NoteReturn: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:dynamodb:updateItem",
      Arguments: {
        TableName: names.table,
        Key: orderKey("$customerId", `${known}.orderId`),
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
              $event.\`detail-type\` = '${StockReleased.name}' ? ${known}.releasedAt
              : $event.\`detail-type\` = '${PaymentVoided.name}' ? ${known}.voidedAt
              : ${known}.refundedAt
            `),
          },
        },
      },
      Output: {},
      ...carefully("$event", "OrderNotFound"),
      End: true,
    },
    NoteRefund: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:dynamodb:updateItem",
      Arguments: {
        TableName: names.table,
        Key: orderKey("$customerId", `${known}.orderId`),
        UpdateExpression: "SET moneyReturnedAt = :at, refundedCents = :total",
        // A refund before this one may be heard of after it.
        ConditionExpression:
          "attribute_exists(pk) AND (attribute_not_exists(refundedCents) OR refundedCents < :total)",
        ExpressionAttributeValues: {
          ":at": { S: jsonata(`${known}.refundedAt`) },
          ":total": { N: jsonata(`$string(${known}.totalRefundedCents)`) },
        },
      },
      Output: {},
      ...carefully("$event", "WhoDidIt"),
      Next: "WhoDidIt",
    },
    WhoDidIt: {
      Type: "Choice",
      Choices: [{ Condition: jsonata(`$exists(${known}.atProvider)`), Next: "FindOrder" }],
      // What a cancelled order gives back, its customer is told of with the cancellation.
      Default: "Done",
    },
    FindOrder: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:dynamodb:getItem",
      Arguments: {
        TableName: names.table,
        Key: orderKey("$customerId", `${known}.orderId`),
      },
      Output: "{% {'email': $states.result.Item.email.S, 'phone': $states.result.Item.phone.S} %}",
      ...carefully("$event", "OrderNotFound"),
      Next: "HasOrder",
    },
    HasOrder: {
      Type: "Choice",
      Choices: [{ Condition: "{% $exists($states.input.email) %}", Next: "TellCustomer" }],
      Default: "OrderNotFound",
    },
    TellCustomer: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:dynamodb:putItem",
      Arguments: {
        TableName: names.table,
        Item: jsonata(tellOf),
        ConditionExpression: "attribute_not_exists(pk)",
      },
      Output: {},
      ...carefully("$event", "Done"),
      End: true,
    },
    Done: { Type: "Succeed" },
    OrderNotFound: { Type: "Succeed" },
    ...sendToDeadLetterQueue(names.deadLetterQueueUrl),
  },
});

const tellOf = outbox(OrderRefunded, {
  about: `${known}.orderId`,
  eventId: "$event.detail.metadata.eventId & '-told'",
  cause: metadataFrom("$event.detail.metadata"),
  data: {
    orderId: `${known}.orderId`,
    customer: `{
      'customerId': $customerId,
      'email': $states.input.email,
      'phone': $states.input.phone
    }`,
    amountCents: `${known}.amountCents`,
    totalRefundedCents: `${known}.totalRefundedCents`,
    currency: `${known}.currency`,
    refundedAt: `${known}.refundedAt`,
  },
});
