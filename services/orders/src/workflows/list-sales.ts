import { patience } from "@sourdough/events-schema/patience";
import { attributes, jsonata, retry, template } from "@sourdough/workflow-kit";
import { salesEntities, salesKeys } from "../adapters/sales-keys.ts";
import { firstVersions } from "../domain/sales-versions.ts";

/**
 * Sums in an answer: a store's day has two or three hundred. A state's input and output may have 256 KiB, and DynamoDB's
 * JSON of a sum has less than 300 bytes. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
const pageSize = 600;

/** After every sort key of a day: a day is followed by a number sign. */
const dayEnds = "#~";

const { pk: partition } = attributes(salesKeys.ofStore, "$version", "$store");

/**
 * Express state machine behind `GET /office/sales`: which version is live, and what that has of a store's days. Two reads
 * of which the second follows from the first, so no route can do it alone. The next pages are of the version of the
 * first, also when another one goes live meanwhile: it is in the cursor.
 */
export const listSales = <Text>(names: { table: Text }) => ({
  StartAt: "IsFirstPage",
  TimeoutSeconds: patience.workflow,
  States: {
    IsFirstPage: {
      Type: "Choice",
      Assign: { table: names.table, store: "{% $states.input.store %}", days: "{% $states.input %}" },
      Choices: [
        {
          Condition: "{% $states.input.cursor != '' %}",
          Assign: {
            table: names.table,
            store: "{% $states.input.store %}",
            days: "{% $states.input %}",
            version: "{% $substringBefore($states.input.cursor, '~') %}",
            after: "{% $substringAfter($states.input.cursor, '~') %}",
          },
          Next: "FindSales",
        },
      ],
      Default: "FindVersion",
    },
    FindVersion: {
      Type: "Task",
      Resource: "arn:aws:states:::dynamodb:getItem",
      Arguments: {
        TableName: names.table,
        Key: template(attributes(salesKeys.versions)),
        ProjectionExpression: "live",
      },
      Assign: {
        version: `{% $exists($states.result.Item.live.N) ? $states.result.Item.live.N : '${firstVersions.live}' %}`,
        after: "",
      },
      Output: {},
      Retry: [retry.briefly],
      Next: "FindSales",
    },
    FindSales: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:dynamodb:query",
      Arguments: jsonata(`$merge([
        {
          'TableName': $table,
          'KeyConditionExpression': 'pk = :pk AND sk BETWEEN :from AND :to',
          'ExpressionAttributeValues': {
            ':pk': {'S': ${partition.S}},
            ':from': {'S': $days.from},
            ':to': {'S': ($days.to < $days.from ? $days.from : $days.to & '${dayEnds}')}
          },
          'Limit': ${pageSize}
        },
        $after = '' ? {} : {'ExclusiveStartKey': {
          'pk': {'S': ${partition.S}},
          'sk': {'S': $after}
        }}
      ])`),
      Output: jsonata(`(
        $number0 := function($value) { $exists($value) ? $number($value) : 0 };
        $hour := function($item) {{
          'day': $item.day.S,
          'hour': $number($item.hour.N),
          'startsAt': $item.startsAt.S,
          'currency': $item.currency.S
        }};
        $merge([
          {
            'storeId': $store,
            'version': $number($version),
            'hours': [$states.result.Items[entity.S = '${salesEntities.hour}' and $number(orders.N) > 0].$merge([$hour($), {
              'orders': $number0(orders.N),
              'notCollected': $number0(notCollected.N),
              'refundedCents': $number0(refundedCents.N)
            }])],
            'products': [$states.result.Items[entity.S = '${salesEntities.product}' and $number(pieces.N) > 0].$merge([$hour($), {
              'sku': sku.S,
              'pieces': $number0(pieces.N),
              'notCollectedPieces': $number0(notCollectedPieces.N),
              'revenueCents': $number0(revenueCents.N)
            }])]
          },
          $exists($states.result.LastEvaluatedKey.sk.S)
            ? {'cursor': $version & '~' & $states.result.LastEvaluatedKey.sk.S}
            : {}
        ])
      )`),
      Retry: [retry.briefly],
      End: true,
    },
  },
});
