import { catchOthers, eachMessage, jsonata } from "@sourdough/workflow-kit";
import { menuItem } from "./keys.ts";

/**
 * Express state machine behind `MenuItemsPipe`: writes the products of a batch of `MenuItemChanged` messages into
 * the read model that `CheckOrder` compares prices with. An older change than the one that is there is ignored.
 */
export const projectMenu = <Table>(table: Table) =>
  eachMessage({
    item: { table },
    StartAt: "PutMenuItem",
    States: {
      PutMenuItem: {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:dynamodb:putItem",
        Arguments: jsonata(`(
          $detail := $parse($states.input.body).detail;
          $item := $detail.data;
          $sequence := {'N': $string($detail.metadata.sequence)};
          {
            'TableName': $states.input.table,
            'Item': $merge([${menuItem("$item.sku")}, {
              'sku': {'S': $item.sku},
              'priceCents': {'N': $string($item.priceCents)},
              'listed': {'BOOL': $item.listed},
              'sequence': $sequence
            }]),
            'ConditionExpression': 'attribute_not_exists(pk) OR #sequence < :sequence',
            'ExpressionAttributeNames': {'#sequence': 'sequence'},
            'ExpressionAttributeValues': {':sequence': $sequence}
          }
        )`),
        Output: {},
        Catch: [
          { ErrorEquals: ["DynamoDb.ConditionalCheckFailedException"], Output: {}, Next: "IsOlder" },
          catchOthers,
        ],
        End: true,
      },
      IsOlder: { Type: "Succeed" },
    },
  });
