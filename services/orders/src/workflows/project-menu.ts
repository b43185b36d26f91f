import { jsonata } from "./jsonata.ts";

/** Seconds for a batch of messages. */
export const projectMenuTimeoutSeconds = 20;

/**
 * Express state machine behind `MenuItemsPipe`: writes the products of a batch of `MenuItemChanged` messages into
 * the read model that `CheckOrder` compares prices with. An older change than the one that is there is ignored.
 */
export const projectMenu = <Table>(table: Table) => ({
  StartAt: "Messages",
  TimeoutSeconds: projectMenuTimeoutSeconds,
  States: {
    Messages: {
      Type: "Map",
      Items: "{% $states.input %}",
      ItemSelector: {
        messageId: "{% $states.context.Map.Item.Value.messageId %}",
        body: "{% $states.context.Map.Item.Value.body %}",
        table,
      },
      ItemProcessor: {
        ProcessorConfig: { Mode: "INLINE" },
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
                'Item': {
                  'pk': {'S': 'menu#' & $item.sku},
                  'sk': {'S': 'item'},
                  'entity': {'S': 'menuItem'},
                  'sku': {'S': $item.sku},
                  'priceCents': {'N': $string($item.priceCents)},
                  'listed': {'BOOL': $item.listed},
                  'sequence': $sequence
                },
                'ConditionExpression': 'attribute_not_exists(pk) OR #sequence < :sequence',
                'ExpressionAttributeNames': {'#sequence': 'sequence'},
                'ExpressionAttributeValues': {':sequence': $sequence}
              }
            )`),
            Output: {},
            Catch: [
              { ErrorEquals: ["DynamoDb.ConditionalCheckFailedException"], Output: {}, Next: "IsOlder" },
              { ErrorEquals: ["States.ALL"], Output: "{% $states.input %}", Next: "LeaveToQueue" },
            ],
            End: true,
          },
          IsOlder: { Type: "Succeed" },
          LeaveToQueue: {
            Type: "Pass",
            Output: { itemIdentifier: "{% $states.input.messageId %}" },
            End: true,
          },
        },
      },
      // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-batching-concurrency.html
      Output: { batchItemFailures: "{% [$states.result[$exists(itemIdentifier)]] %}" },
      End: true,
    },
  },
});
