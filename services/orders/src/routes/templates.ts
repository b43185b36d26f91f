import { OrderId } from "@sourdough/events-schema";
import { claim, matches, setTraceparent, text } from "./mapping.ts";
import { malformedOrderId, orderNotFound, problem, unavailable } from "./problems.ts";

const formText = (value: string) => `$util.urlEncode(${text(value)})`;

/**
 * `SendMessage` with a `PlaceOrderRequested`, on one line, since what is sent is a form, and a line break in it would
 * count. With a malformed order id there is no message to send, which SQS refuses: a request template has no other
 * way to say no.
 */
export const enqueueOrder = [
  "Action=SendMessage",
  "#set($orderId = $input.params('orderId'))",
  setTraceparent,
  `#if(${matches("$orderId", OrderId)})`,
  '&MessageBody={"metadata":{"correlationId":"$orderId","causationId":"$context.requestId",',
  '"traceparent":"$traceparent","requestedAt":$context.requestTimeEpoch},',
  `"data":{"orderId":"$orderId","customer":{"customerId":"${formText(claim("sub"))}",`,
  `"email":"${formText(claim("email"))}"`,
  `#if(${claim("phone_number")}),"phone":"${formText(claim("phone_number"))}"#end`,
  "},\"order\":$util.urlEncode($input.json('$'))}}",
  "#end",
].join("");

/**
 * Sets `$orderId` in an answer, where the path is the last of the request that is documented: as the client wrote it,
 * so maybe encoded, with a slash at its end. Half an escape would fail the template.
 */
const setOrderIdOfPath = [
  "#set($orderId = $context.path.replaceAll('/+$', '').replaceAll('^.*/', ''))",
  "#if($orderId.matches('([^%]|%[0-9A-Fa-f]{2})*'))#set($orderId = $util.urlDecode($orderId))#end",
].join("");

export const orderReceived = `${setOrderIdOfPath}{"orderId":"$orderId","status":"RECEIVED"}`;

/** SQS did not take the message: it was made to refuse it, or it is busy. */
export const orderNotReceived = [
  setOrderIdOfPath,
  `#if(${matches("$orderId", OrderId)})${unavailable}#else${malformedOrderId}#end`,
].join("");

const customerKey = `customer#${claim("sub")}`;

/**
 * Reads an order by an id that can be one. By any other the customer has none, and the read finds nothing: a template
 * cannot do without, and a key of more than 1,024 bytes would be an error of DynamoDB.
 */
export const getOrder = (tableName: string) =>
  [
    "#set($orderId = $input.params('orderId'))",
    `#if(!${matches("$orderId", OrderId)})#set($orderId = "none")#end`,
    JSON.stringify({
      TableName: tableName,
      Key: { pk: { S: customerKey }, sk: { S: "order#$orderId" } },
      ConsistentRead: true,
    }),
  ].join("");

/**
 * The cursor is the last order id of the page before; the partition is the customer's own whatever it says. With one
 * that is no order id there is no condition, which DynamoDB refuses: it would answer with the end of the list.
 */
export const listOrders = (tableName: string) =>
  [
    "#set($cursor = $input.params('cursor'))",
    `{"TableName":"${tableName}"#if($cursor == "" || ${matches("$cursor", OrderId)}),`,
    JSON.stringify({
      KeyConditionExpression: "pk = :customer and begins_with(sk, :order)",
      ExpressionAttributeValues: { ":customer": { S: customerKey }, ":order": { S: "order#" } },
      ScanIndexForward: false,
      Limit: 20,
    }).slice(1, -1),
    `#if($cursor != ""),"ExclusiveStartKey":${JSON.stringify({
      pk: { S: customerKey },
      sk: { S: "order#$cursor" },
    })}#end#end}`,
  ].join("");

/** DynamoDB did not take the request: it was made to refuse it, or it is busy, both with status 400. */
export const ordersRefused = [
  "#if($input.path('$.__type').matches('.*ValidationException'))",
  problem(
    400,
    "Bad Request",
    "orders.malformed_cursor",
    "A cursor is what the page before came with. Leave it out for the first page.",
  ),
  `#else${unavailable}#end`,
].join("");

// What is stored has passed the contracts: ids, enums, SKUs, numbers and timestamps, with nothing to escape.
export const orderView = [
  '{"orderId":"$order.orderId.S","customerId":"$order.customerId.S","storeId":"$order.storeId.S",',
  '"status":"$order.status.S","sequence":$order.sequence.N,',
  '#if($order.reason.S)"reason":"$order.reason.S",#end',
  '#if($order.unpaid.BOOL)"unpaid":true,#end',
  '"lines":[#foreach($line in $order.lines.L)',
  '{"sku":"$line.M.sku.S","quantity":$line.M.quantity.N,"unitPriceCents":$line.M.unitPriceCents.N}',
  '#if($foreach.hasNext),#end#end],"totalCents":$order.totalCents.N,"currency":"$order.currency.S",',
  ...["stockReturnedAt", "moneyReturnedAt"].map((at) => `#if($order.${at}.S)"${at}":"$order.${at}.S",#end`),
  '"placedAt":"$order.placedAt.S","updatedAt":"$order.updatedAt.S"}',
].join("");

export const orderFound = [
  "#set($order = $input.path('$.Item'))",
  `#if($order.orderId.S)${orderView}#else${orderNotFound}#end`,
].join("");

export const ordersFound = [
  "#set($orders = $input.path('$.Items'))",
  `{"orders":[#foreach($order in $orders)${orderView}#if($foreach.hasNext),#end#end]`,
  "#set($last = $input.path('$.LastEvaluatedKey.sk.S'))",
  '#if($last && $last != ""),"cursor":"$last.substring(6)"#end}',
].join("");
