import { jsonata } from "@sourdough/workflow-kit";
import type { OrderLimits } from "../domain/order-limits.ts";
import { limitsKey, menuItemKey } from "./keys.ts";

/**
 * Express state machine: is every product on the menu at the price the customer saw, and is the order within the
 * customer's limits, or `usualLimits` where they have none? Answers `{}` or `{reason}`. `Table` is the table's name or
 * an output that becomes it.
 */
export const checkOrder = <Table>(table: Table, usualLimits: OrderLimits) => ({
  StartAt: "CheckOrder",
  TimeoutSeconds: 30,
  States: {
    CheckOrder: {
      Type: "Parallel",
      Arguments: { order: "{% $states.input %}", table },
      Branches: [
        { StartAt: "ComparePrices", States: { ComparePrices: comparePrices } },
        { StartAt: "CheckLimits", States: { CheckLimits: checkLimits(usualLimits) } },
      ],
      Output: "{% {'reason': ($states.result.reason)[0]} %}",
      End: true,
    },
  },
});

const comparePrices = {
  Type: "Task",
  Resource: "arn:aws:states:::aws-sdk:dynamodb:batchGetItem",
  Arguments: jsonata(`{
    'RequestItems': {
      $states.input.table: {
        'Keys': [$distinct($states.input.order.lines.sku).${menuItemKey("$")}],
        'ProjectionExpression': 'sku, priceCents, listed'
      }
    }
  }`),
  Output: jsonata(`(
    $count($keys($states.result.UnprocessedKeys)) > 0 ? $error('DynamoDB left some products unread');
    $lines := $states.input.order.lines;
    $listed := $lookup($states.result.Responses, $states.input.table)[listed.BOOL];
    $prices := $merge($listed.{sku.S: priceCents.N});
    {'reason':
      $exists($lines[$not($exists($lookup($prices, sku)))]) ? 'unknown_product'
      : $exists($lines[$lookup($prices, sku) != $string(unitPriceCents)]) ? 'price_changed'
    }
  )`),
  End: true,
};

const checkLimits = (usual: OrderLimits) => ({
  Type: "Task",
  Resource: "arn:aws:states:::aws-sdk:dynamodb:getItem",
  Arguments: {
    TableName: "{% $states.input.table %}",
    Key: limitsKey("$states.input.order.customerId"),
  },
  Output: jsonata(`(
    $order := $states.input.order;
    $limit := function($own, $usual) { $exists($own) ? $number($own.N) : $usual };
    $total := $limit($states.result.Item.totalCents, ${usual.totalCents});
    $pieces := $limit($states.result.Item.pieces, ${usual.pieces});
    {'reason': $order.totalCents > $total or $sum($order.lines.quantity) > $pieces ? 'limit_exceeded'}
  )`),
  End: true,
});
