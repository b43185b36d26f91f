import { jsonata } from "./expressions.ts";

/** Fewer pieces than this are low. */
const lowStock = 5;

const low = Array.from({ length: lowStock }, (_, pieces) => String(pieces));

/**
 * Lets through the changes with which a product becomes low. Stream images hold numbers as text, which `numeric`
 * does not match, so the pattern lists them: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-event-filtering.html
 */
export const becameLow = {
  dynamodb: {
    NewImage: { entity: { S: ["stock"] }, onHand: { N: low } },
    OldImage: { onHand: { N: [{ "anything-but": low }] } },
  },
};

/** Express state machine that publishes a StockLow for each such change. */
export const reportLowStock = (busName: string) => ({
  StartAt: "PublishLowStock",
  TimeoutSeconds: 20,
  States: {
    PublishLowStock: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:eventbridge:putEvents",
      Arguments: {
        Entries: jsonata(`[$states.input.(
          $item := dynamodb.NewImage;
          $cause := $item.lastChange.M;
          {
            'EventBusName': '${busName}',
            'Source': 'sourdough.inventory',
            'DetailType': 'StockLow',
            'Detail': $string({
              'metadata': {
                'eventId': $cause.eventId.S & '-stock-low-' & $item.sku.S,
                'version': 1,
                'occurredAt': $now(),
                'correlationId': $cause.correlationId.S,
                'causationId': $cause.eventId.S,
                'traceparent': $cause.traceparent.S
              },
              'data': {
                'storeId': $item.storeId.S,
                'sku': $item.sku.S,
                'onHand': $number($item.onHand.N),
                'threshold': ${lowStock}
              }
            })
          }
        )]`),
      },
      Output: {
        batchItemFailures:
          "{% [$states.result.Entries#$i[$exists(ErrorCode)].{'itemIdentifier': $states.input[$i].eventID}] %}",
      },
      Retry: [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 1, MaxAttempts: 3, BackoffRate: 2 }],
      End: true,
    },
  },
});
