import {
  OrderConfirmed,
  OrderNotCollected,
  OrderRejected,
  StockReleased,
  StockWrittenOff,
} from "@sourdough/events-schema";
import { catchOthers, reportFailure, retry } from "@sourdough/workflow-kit";
import { catchCancelled, catchConditionFailed, oneByOne, tryAgain } from "./conflicts.ts";
import { dynamodb, expression, followUp } from "./expressions.ts";

const again = tryAgain("FindReservation");

/**
 * Express state machine behind `ReservationSettlementQueue`: what an order holds is sold when it is confirmed, back on
 * the shelf when it is rejected or cancelled, and written off when nobody collected it, in whatever order the events
 * come and however often.
 */
export const settleReservation = oneByOne({
  StartAt: "FindReservation",
  States: {
    FindReservation: {
      Type: "Task",
      Resource: dynamodb("getItem"),
      Arguments: expression("{'TableName': $table, 'Key': $reservationKey, 'ConsistentRead': true}"),
      Output: expression(`
        $merge([$states.input, {
          'status': $exists($states.result.Item) ? $states.result.Item.status.S : 'NONE',
          'held': $states.result.Item,
          'next': $event.'detail-type' = '${OrderConfirmed.name}' ? 'SOLD'
            : $event.'detail-type' = '${OrderNotCollected.name}' ? 'WRITTEN_OFF' : 'RELEASED'
        }])
      `),
      Retry: [retry.whenThrottled],
      Catch: [catchOthers],
      Next: "WhatToDo",
    },
    WhatToDo: {
      Type: "Choice",
      Choices: [
        { Condition: "{% $states.input.status = 'RESERVED' %}", Next: "MovePieces" },
        {
          Condition: "{% $states.input.status = 'SOLD' and $states.input.next != 'SOLD' %}",
          Next: "MovePieces",
        },
        {
          Condition: "{% $states.input.status = 'NONE' and $states.input.next = 'RELEASED' %}",
          Next: "LeaveTombstone",
        },
        // An order that was confirmed has a reservation; without one something is wrong that a person must see.
        { Condition: "{% $states.input.status = 'NONE' %}", Next: reportFailure },
      ],
      Default: "Done",
    },
    MovePieces: {
      Type: "Task",
      Resource: dynamodb("transactWriteItems"),
      Arguments: expression(`
        $held := $states.input.held;
        $from := $held.status.S = 'SOLD' ? 'sold' : 'reserved';
        $next := $states.input.next;
        $to := $next = 'SOLD' ? 'sold' : $next = 'WRITTEN_OFF' ? 'writtenOff' : 'onHand';
        {'TransactItems': $append(
          $append(
            [{'Update': {
              'TableName': $table,
              'Key': $reservationKey,
              'UpdateExpression': 'SET #status = :next',
              'ConditionExpression': '#status = :held',
              'ExpressionAttributeNames': {'#status': 'status'},
              'ExpressionAttributeValues': {
                ':held': $held.status,
                ':next': {'S': $next}
              }
            }}],
            $held.lines.L.M.{'Update': {
              'TableName': $table,
              'Key': $stockKey($held.storeId.S, sku.S),
              'UpdateExpression': 'SET ' & $from & ' = ' & $from & ' - :q ADD ' & $to & ' :q',
              'ConditionExpression': $from & ' >= :q',
              'ExpressionAttributeValues': {':q': quantity}
            }}
          ),
          $next = 'SOLD' ? [] : $next = 'WRITTEN_OFF' ? [
            {'Put': {'TableName': $table, 'Item': ${followUp(StockWrittenOff, "stock-written-off", {
              reservationId: "$reservationId",
              orderId: "$order.orderId",
              storeId: "$held.storeId.S",
              lines: "$plainLines($held)",
              writtenOffAt: "$now()",
            })}}}
          ] : [
            {'Put': {'TableName': $table, 'Item': ${followUp(StockReleased, "stock-released", {
              reservationId: "$reservationId",
              orderId: "$order.orderId",
              storeId: "$held.storeId.S",
              lines: "$plainLines($held)",
              reason: `$event.'detail-type' = '${OrderRejected.name}' ? 'order_rejected' : 'order_cancelled'`,
              releasedAt: "$now()",
            })}}}
          ]
        )}
      `),
      Output: {},
      Retry: [retry.whenThrottled],
      Catch: [catchCancelled("IsConflict"), catchOthers],
      End: true,
    },
    IsConflict: { Type: "Choice", Choices: again.choices, Default: again.default },
    ...again.wait,
    LeaveTombstone: {
      Type: "Task",
      Resource: dynamodb("putItem"),
      Arguments: expression(`
        {
          'TableName': $table,
          'Item': $merge([$reservation, {
            'orderId': {'S': $order.orderId},
            'storeId': {'S': $order.storeId},
            'status': {'S': 'RELEASED'}
          }]),
          'ConditionExpression': 'attribute_not_exists(pk)'
        }
      `),
      Output: {},
      Retry: [retry.whenThrottled],
      // The reservation came in between.
      Catch: [catchConditionFailed("FindReservation"), catchOthers],
      End: true,
    },
  },
});
