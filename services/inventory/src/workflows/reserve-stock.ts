import { StockRejected, StockReserved } from "@sourdough/events-schema";
import { catchOthers, retry } from "@sourdough/workflow-kit";
import { catchCancelled, catchConditionFailed, oneByOne, tryAgain } from "./conflicts.ts";
import { dynamodb, expression, followUp } from "./expressions.ts";

const again = tryAgain("HoldPieces");

/**
 * Express state machine behind `StockReservationQueue`: holds all the pieces of an order or none, and answers.
 *
 * The reservation is written once per order, on condition that there is none, together with the pieces and the
 * answer. So a repeated request finds the outcome of the first, and a request for an order that is already over
 * finds the tombstone that `SettleReservation` left.
 */
export const reserveStock = oneByOne({
  StartAt: "HoldPieces",
  States: {
    HoldPieces: {
      Type: "Task",
      Resource: dynamodb("transactWriteItems"),
      Arguments: expression(`
        {'TransactItems': $append(
          [
            {'Put': {
              'TableName': $table,
              'Item': $merge([$reservation, {
                'orderId': {'S': $order.orderId},
                'storeId': {'S': $order.storeId},
                'status': {'S': 'RESERVED'},
                'lines': {'L': [$order.lines.{'M': {'sku': {'S': sku}, 'quantity': {'N': $string(quantity)}}}]}
              }]),
              'ConditionExpression': 'attribute_not_exists(pk)'
            }},
            {'Put': {'TableName': $table, 'Item': ${followUp(StockReserved, "stock-reserved", {
              reservationId: "$reservationId",
              orderId: "$order.orderId",
              storeId: "$order.storeId",
              lines: "$order.lines",
              replyTo: "$order.replyTo",
            })}}}
          ],
          $order.lines.{'Update': {
            'TableName': $table,
            'Key': $stockKey($order.storeId, sku),
            'UpdateExpression': 'SET onHand = onHand - :q, reserved = reserved + :q, lastChange = :change',
            'ConditionExpression': 'onHand >= :q AND attribute_exists(menuSk)',
            'ExpressionAttributeValues': {
              ':q': {'N': $string(quantity)},
              ':change': {'M': {
                'eventId': {'S': $cause.eventId},
                'correlationId': {'S': $cause.correlationId},
                'traceparent': {'S': $cause.traceparent},
                'depth': {'N': $string($sum([$cause.depth]))}
              }}
            }
          }}
        )}
      `),
      Output: {},
      Retry: [retry.whenThrottled],
      Catch: [catchCancelled("ReadCancellationReasons"), catchOthers],
      End: true,
    },
    ReadCancellationReasons: {
      Type: "Choice",
      Choices: [
        { Condition: "{% $states.input.reasons[0] = 'ConditionalCheckFailed' %}", Next: "FindReservation" },
        { Condition: "{% 'ConditionalCheckFailed' in $states.input.reasons %}", Next: "FindProducts" },
        ...again.choices,
      ],
      Default: again.default,
    },
    ...again.wait,
    FindProducts: {
      Type: "Task",
      Resource: dynamodb("batchGetItem"),
      Arguments: expression(`
        {'RequestItems': {
          $table: {
            'Keys': [$order.lines.$stockKey($order.storeId, sku)],
            'ProjectionExpression': 'sku, menuSk',
            'ConsistentRead': true
          }
        }}
      `),
      Output: expression(`
        $count($keys($states.result.UnprocessedKeys)) > 0 ? $error('DynamoDB left some products unread');
        $short := $filter($order.lines, function($line, $i) {
          $states.input.reasons[$i + 2] = 'ConditionalCheckFailed'
        }).sku;
        $onMenu := $lookup($states.result.Responses, $table)[$exists(menuSk)].sku.S;
        $unknown := [$short[$not($ in $onMenu)]];
        $merge([$states.input, $count($unknown) > 0
          ? {'reason': 'unknown_product', 'skus': $unknown}
          : {'reason': 'sold_out', 'skus': [$short]}
        ])
      `),
      Retry: [retry.whenThrottled],
      Catch: [catchOthers],
      Next: "RejectRequest",
    },
    RejectRequest: {
      Type: "Task",
      Resource: dynamodb("transactWriteItems"),
      Arguments: expression(`
        {'TransactItems': [
          {'Put': {
            'TableName': $table,
            'Item': $merge([$reservation, {
              'orderId': {'S': $order.orderId},
              'storeId': {'S': $order.storeId},
              'status': {'S': 'REJECTED'},
              'reason': {'S': $states.input.reason},
              'skus': {'L': [$states.input.skus.{'S': $}]}
            }]),
            'ConditionExpression': 'attribute_not_exists(pk)'
          }},
          {'Put': {'TableName': $table, 'Item': ${followUp(StockRejected, "stock-rejected", {
            orderId: "$order.orderId",
            storeId: "$order.storeId",
            reason: "$states.input.reason",
            skus: "$states.input.skus",
            replyTo: "$order.replyTo",
          })}}}
        ]}
      `),
      Output: {},
      Retry: [retry.whenThrottled],
      Catch: [catchCancelled("ReadCancellationReasons"), catchOthers],
      End: true,
    },
    FindReservation: {
      Type: "Task",
      Resource: dynamodb("getItem"),
      Arguments: expression("{'TableName': $table, 'Key': $reservationKey, 'ConsistentRead': true}"),
      Output: "{% $merge([$states.input, {'held': $states.result.Item}]) %}",
      Retry: [retry.whenThrottled],
      Catch: [catchOthers],
      Next: "IsOrderOver",
    },
    IsOrderOver: {
      Type: "Choice",
      // Nobody waits for an answer about an order that was rejected or cancelled.
      Choices: [{ Condition: "{% $states.input.held.status.S = 'RELEASED' %}", Next: "Done" }],
      Default: "AnswerAgain",
    },
    AnswerAgain: {
      Type: "Task",
      Resource: dynamodb("putItem"),
      Arguments: expression(`
        $held := $states.input.held;
        {
          'TableName': $table,
          'Item': $held.status.S = 'REJECTED'
            ? ${followUp(StockRejected, "stock-rejected", {
              orderId: "$order.orderId",
              storeId: "$held.storeId.S",
              reason: "$held.reason.S",
              skus: "[$held.skus.L.S]",
              replyTo: "$order.replyTo",
            })}
            : ${followUp(StockReserved, "stock-reserved", {
              reservationId: "$reservationId",
              orderId: "$order.orderId",
              storeId: "$held.storeId.S",
              lines: "$plainLines($held)",
              replyTo: "$order.replyTo",
            })},
          'ConditionExpression': 'attribute_not_exists(pk)'
        }
      `),
      Output: {},
      Retry: [retry.whenThrottled],
      // The same message again: its answer is in the outbox already.
      Catch: [catchConditionFailed("Done"), catchOthers],
      End: true,
    },
  },
});
