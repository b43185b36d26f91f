import { OrderId, Traceparent } from "@sourdough/events-schema";
import * as z from "zod";

/*
 * Mapping templates of the routes. Those for SQS are one line, since what is sent is a form, and a line break in it
 * would count. `escapeJavaScript` escapes a single quote, which JSON does not know:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 */
const text = (value: string) => String.raw`$util.escapeJavaScript(${value}).replaceAll("\\'", "'")`;
const formText = (value: string) => `$util.urlEncode(${text(value)})`;
const matches = (value: string, schema: z.ZodString) =>
  `${value}.matches('${z.toJSONSchema(schema).pattern}')`;

const claim = (name: string) => `$context.authorizer.claims.${name}`;
const problem = (status: number, title: string, code: string, detail: string) =>
  `#set($context.responseOverride.header.Content-Type = "application/problem+json")${JSON.stringify({
    type: "about:blank",
    title,
    status,
    code,
    detail,
  })}`;

/**
 * `SendMessage` with a `PlaceOrderRequested`. With a malformed order id there is no message to send, which SQS
 * refuses: a request template has no other way to say no.
 */
export const enqueueOrder = [
  "Action=SendMessage",
  "#set($orderId = $input.params('orderId'))",
  "#set($traceparent = $input.params('traceparent'))",
  // A request id is a UUID: 32 hexadecimal digits, as a trace id has.
  `#if(!${matches("$traceparent", Traceparent)})`,
  "#set($hex = $context.requestId.replaceAll('-', ''))",
  `#set($traceparent = "00-$!{hex}-$!{hex.substring(0, 16)}-01")`,
  "#end",
  `#if(${matches("$orderId", OrderId)})`,
  '&MessageBody={"metadata":{"correlationId":"$orderId","causationId":"$context.requestId",',
  '"traceparent":"$traceparent","requestedAt":$context.requestTimeEpoch},',
  `"data":{"orderId":"$orderId","customer":{"customerId":"${formText(claim("sub"))}",`,
  `"email":"${formText(claim("email"))}"`,
  `#if(${claim("phone_number")}),"phone":"${formText(claim("phone_number"))}"#end`,
  "},\"order\":$util.urlEncode($input.json('$'))}}",
  "#end",
].join("");

/** The path of the request is what a response template still knows of it. */
export const orderReceived = `{"orderId":"$context.path.replaceAll('^.*/', '')","status":"RECEIVED"}`;

export const malformedOrderId = problem(
  400,
  "Bad Request",
  "orders.malformed_id",
  "An order id is ord- and a ULID in capitals, as in ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A.",
);

export const unavailable = problem(
  503,
  "Service Unavailable",
  "orders.unavailable",
  "Try again in a moment.",
);

const customerKey = `customer#${claim("sub")}`;

export const getOrder = (tableName: string) =>
  JSON.stringify({
    TableName: tableName,
    Key: { pk: { S: customerKey }, sk: { S: "order#ORDER_ID" } },
    ConsistentRead: true,
  }).replace("ORDER_ID", text("$input.params('orderId')"));

/** The cursor is the last order id of the page before; the partition is the customer's own whatever it says. */
export const listOrders = (tableName: string) =>
  `#set($cursor = ${text("$input.params('cursor')")})${JSON.stringify({
    TableName: tableName,
    KeyConditionExpression: "pk = :customer and begins_with(sk, :order)",
    ExpressionAttributeValues: { ":customer": { S: customerKey }, ":order": { S: "order#" } },
    ScanIndexForward: false,
    Limit: 20,
  }).slice(0, -1)}#if($cursor != ""),"ExclusiveStartKey":${JSON.stringify({
    pk: { S: customerKey },
    sk: { S: "order#$cursor" },
  })}#end}`;

// What is stored has passed the contracts: ids, enums, SKUs, numbers and timestamps, with nothing to escape.
const orderView = [
  '{"orderId":"$order.orderId.S","customerId":"$order.customerId.S","storeId":"$order.storeId.S",',
  '"status":"$order.status.S","sequence":$order.sequence.N,',
  '#if($order.reason.S)"reason":"$order.reason.S",#end',
  '"lines":[#foreach($line in $order.lines.L)',
  '{"sku":"$line.M.sku.S","quantity":$line.M.quantity.N,"unitPriceCents":$line.M.unitPriceCents.N}',
  '#if($foreach.hasNext),#end#end],"totalCents":$order.totalCents.N,"currency":"$order.currency.S",',
  '"placedAt":"$order.placedAt.S","updatedAt":"$order.updatedAt.S"}',
].join("");

export const orderFound = [
  "#set($order = $input.path('$.Item'))",
  `#if($order.orderId.S)${orderView}#else`,
  "#set($context.responseOverride.status = 404)",
  problem(
    404,
    "Not Found",
    "orders.not_found",
    "You have no such order, or it is not placed yet: try again in a moment.",
  ),
  "#end",
].join("");

export const ordersFound = [
  "#set($orders = $input.path('$.Items'))",
  `{"orders":[#foreach($order in $orders)${orderView}#if($foreach.hasNext),#end#end]`,
  "#set($last = $input.path('$.LastEvaluatedKey.sk.S'))",
  '#if($last && $last != ""),"cursor":"$last.substring(6)"#end}',
].join("");
