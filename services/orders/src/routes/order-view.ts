/**
 * An order of the table, `$order`, as the API shows it. What is stored has passed the contracts: ids, enums, SKUs, numbers
 * and timestamps, with nothing to escape.
 */
export const orderView = [
  '{"orderId":"$order.orderId.S","customerId":"$order.customerId.S","storeId":"$order.storeId.S",',
  '"status":"$order.status.S","sequence":$order.sequence.N,',
  '#if($order.reason.S)"reason":"$order.reason.S",#end',
  '#if($order.unpaid.BOOL)"unpaid":true,#end',
  '"lines":[#foreach($line in $order.lines.L)',
  '{"sku":"$line.M.sku.S","quantity":$line.M.quantity.N,"unitPriceCents":$line.M.unitPriceCents.N}',
  '#if($foreach.hasNext),#end#end],"totalCents":$order.totalCents.N,"currency":"$order.currency.S",',
  ...["stockReturnedAt", "moneyReturnedAt"].map((at) => `#if($order.${at}.S)"${at}":"$order.${at}.S",#end`),
  '#if($order.refundedCents.N)"refundedCents":$order.refundedCents.N,#end',
  '"placedAt":"$order.placedAt.S","updatedAt":"$order.updatedAt.S"}',
].join("");
