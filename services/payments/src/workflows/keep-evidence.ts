import { NotificationSent, OrderConfirmed } from "@sourdough/events-schema";
import {
  attributes,
  catchIntoDeadLetterQueue,
  jsonata,
  object,
  retry,
  sendToDeadLetterQueue,
} from "@sourdough/workflow-kit";
import { factHead } from "../adapters/keys.ts";

/** Banks take disputes for 120 days, of what is delivered later for up to 540. */
const keptSeconds = 540 * 24 * 3600;

const isNamed = (name: string) => `$states.input.\`detail-type\` = '${name}'`;

/**
 * Express state machine that keeps, of what other services say of an order, what a bank may ask for later: what was
 * ordered, what its customer was told, and that it was collected. No name and no address. A repeated event writes the
 * same again.
 */
export const keepEvidence = <Text>(names: { table: Text; deadLetterQueueUrl: Text }) => ({
  StartAt: "PutFact",
  TimeoutSeconds: 120,
  States: {
    PutFact: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:dynamodb:putItem",
      Arguments: {
        TableName: names.table,
        Item: jsonata(`(
          $data := $states.input.detail.data;
          $eventId := $states.input.detail.metadata.eventId;
          $fact := ${isNamed(OrderConfirmed.name)}
            ? {
                'kind': 'ordered',
                'at': $data.confirmedAt,
                'text': 'Ordered at ' & $data.storeId & ': '
                  & $join($data.lines.($string(quantity) & ' ' & sku), ', ') & '.'
              }
            : ${isNamed(NotificationSent.name)}
            ? {
                'kind': 'told',
                'at': $data.sentAt,
                'text': 'Told the customer by ' & $data.channel & ': ' & $data.about & '.'
              }
            : {'kind': 'collected', 'at': $data.at, 'text': 'Collected at ' & $data.storeId & '.'};
          $orderId := $data.orderId;
          $kind := $fact.kind;
          $merge([${object(attributes(factHead, "$orderId", "$kind", "$eventId"))}, {
            'orderId': {'S': $orderId},
            'kind': {'S': $kind},
            'eventId': {'S': $eventId},
            'at': {'S': $fact.at},
            'text': {'S': $fact.text},
            'ttl': {'N': $string($floor($toMillis($fact.at) / 1000) + ${keptSeconds})}
          }])
        )`),
      },
      Output: {},
      Retry: [retry.never("DynamoDb.ResourceNotFoundException"), retry.persistently],
      Catch: [catchIntoDeadLetterQueue()],
      End: true,
    },
    ...sendToDeadLetterQueue(names.deadLetterQueueUrl),
  },
});
