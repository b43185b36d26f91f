import { StoreClosed } from "@sourdough/events-schema";
import { jsonata, outbox, retry, template } from "@sourdough/workflow-kit";
import { businessDay } from "./business-day.ts";
import { changeOrderStatus, neverWhenRefused } from "./change-order-status.ts";
import { closingHead, closingKey, readyOrders } from "./keys.ts";

/** Orders that are asked about at once. */
const pageSize = 50;

const conditionFailed = "DynamoDb.ConditionalCheckFailedException";
const cancelled = "DynamoDb.TransactionCanceledException";

/**
 * Standard state machine, started by each store's schedule: what was READY by closing time, and is still there, was not
 * collected. An order that becomes READY later is for the next day, however late this runs.
 *
 * The first execution of a store's day claims it; another one ends at once. A failed one is redriven, and goes on.
 * One whose orders cannot all be changed says how many: they are READY still, and the next closing finds them.
 *
 * Variables: `storeId`, `day`, `closesAt`; `eventId`, `cause` and `traceparent` of what it publishes; `counts` so far;
 * `last`, the key after which the next page begins, or null. An execution has 25,000 events, so it ends 3,000 orders.
 */
export const closeOfDay = <Text>(names: { table: Text; changeOrderStatusArn: Text }) => ({
  StartAt: "WhichDay",
  States: {
    WhichDay: {
      Type: "Pass",
      Assign: {
        storeId: "{% $states.input.storeId %}",
        closesAt: "{% $fromMillis($toMillis($states.input.closesAt)) %}",
        table: names.table,
        day: jsonata(businessDay("$states.input.closesAt", "$states.input.closingTime")),
        cause: "{% 'closing-' & $states.context.Execution.Name %}",
        // The same for the same store and day: hexadecimal digits are digits of a ULID.
        eventId: jsonata(`(
          $day := ${businessDay("$states.input.closesAt", "$states.input.closingTime")};
          'evt-0' & $uppercase($substring($hash($states.input.storeId & $day, 'SHA-256'), 0, 25)) & '-store-closed'
        )`),
        traceparent: jsonata(`'00-' & $hash($states.context.Execution.Id, 'MD5') & '-'
          & $substring($hash($states.context.Execution.Id, 'SHA-1'), 0, 16) & '-01'`),
        counts: { notCollected: 0, collected: 0, failed: 0 },
        last: null,
      },
      Next: "ClaimDay",
    },
    ClaimDay: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:dynamodb:putItem",
      Arguments: {
        TableName: names.table,
        Item: {
          ...closingHead("$day", "$storeId"),
          ...template({
            storeId: { S: "$storeId" },
            businessDay: { S: "$day" },
            closesAt: { S: "$closesAt" },
            status: { S: "'CLOSING'" },
            execution: { S: "$states.context.Execution.Id" },
          }),
        },
        ConditionExpression: "attribute_not_exists(pk) OR (#execution = :execution AND #status = :closing)",
        ExpressionAttributeNames: { "#execution": "execution", "#status": "status" },
        ExpressionAttributeValues: {
          ":execution": { S: "{% $states.context.Execution.Id %}" },
          ":closing": { S: "CLOSING" },
        },
      },
      Output: {},
      Retry: [retry.never(conditionFailed), retry.patiently],
      Catch: [{ ErrorEquals: [conditionFailed], Output: {}, Next: "IsClaimed" }],
      Next: "FindReadyOrders",
    },
    FindReadyOrders: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:dynamodb:query",
      Arguments: jsonata(
        `$merge([${readyOrders("$table", "$storeId", "$closesAt", pageSize)}, $last ? {'ExclusiveStartKey': $last} : {}])`,
      ),
      Assign: {
        last: "{% $exists($states.result.LastEvaluatedKey) ? $states.result.LastEvaluatedKey : null %}",
      },
      Output: {
        orders: "{% [$states.result.Items.{'orderId': orderId.S, 'customerId': customerId.S}] %}",
      },
      Retry: [retry.patiently],
      Next: "EachOrder",
    },
    EachOrder: {
      Type: "Map",
      Items: "{% $states.input.orders %}",
      MaxConcurrency: 10,
      ItemProcessor: {
        ProcessorConfig: { Mode: "INLINE" },
        StartAt: "MarkNotCollected",
        States: {
          MarkNotCollected: {
            ...changeOrderStatus(names.changeOrderStatusArn, {
              orderId: "$states.input.orderId",
              customerId: "$states.input.customerId",
              command: { type: "MarkNotCollected" },
              cause: {
                correlationId: "$states.input.orderId",
                causationId: "$cause",
                traceparent: "$traceparent",
              },
            }),
            Output: "notCollected",
            Retry: [neverWhenRefused, retry.persistently],
            Catch: [
              // The customer stood at the counter at that moment.
              { ErrorEquals: ["OrderStatusConflictError"], Output: "collected", Next: "IsOver" },
              { ErrorEquals: ["States.ALL"], Output: "failed", Next: "IsOver" },
            ],
            End: true,
          },
          IsOver: { Type: "Succeed" },
        },
      },
      Assign: {
        counts: Object.fromEntries(
          ["notCollected", "collected", "failed"].map((outcome) => [
            outcome,
            `{% $counts.${outcome} + $count($states.result[$ = '${outcome}']) %}`,
          ]),
        ),
      },
      Output: {},
      Next: "AreThereMore",
    },
    AreThereMore: {
      Type: "Choice",
      Choices: [{ Condition: "{% $last != null %}", Next: "FindReadyOrders" }],
      Default: "RecordClosing",
    },
    RecordClosing: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:dynamodb:transactWriteItems",
      Arguments: {
        TransactItems: [
          {
            Update: {
              TableName: names.table,
              Key: closingKey("$day", "$storeId"),
              UpdateExpression:
                "SET #status = :closed, closedAt = :now, notCollected = :notCollected, collected = :collected, failed = :failed",
              ConditionExpression: "#status = :closing",
              ExpressionAttributeNames: { "#status": "status" },
              ExpressionAttributeValues: {
                ":closing": { S: "CLOSING" },
                ":closed": { S: "CLOSED" },
                ...template({
                  ":now": { S: "$now()" },
                  ":notCollected": { N: "$string($counts.notCollected)" },
                  ":collected": { N: "$string($counts.collected)" },
                  ":failed": { N: "$string($counts.failed)" },
                }),
              },
            },
          },
          {
            Put: {
              TableName: names.table,
              Item: jsonata(
                outbox(StoreClosed, {
                  about: "$storeId",
                  eventId: "$eventId",
                  cause: {
                    correlationId: "$cause",
                    causationId: "$cause",
                    traceparent: "$traceparent",
                  },
                  data: {
                    storeId: "$storeId",
                    businessDay: "$day",
                    closesAt: "$closesAt",
                    closedAt: "$now()",
                    notCollected: "$counts.notCollected",
                    collected: "$counts.collected",
                    failed: "$counts.failed",
                  },
                }),
              ),
            },
          },
        ],
      },
      Output: {},
      Retry: [retry.never(cancelled), retry.patiently],
      // The answer to the transaction before was lost: this execution alone has the claim.
      Catch: [{ ErrorEquals: [cancelled], Output: {}, Next: "IsClaimed" }],
      End: true,
    },
    IsClaimed: { Type: "Succeed" },
  },
});
