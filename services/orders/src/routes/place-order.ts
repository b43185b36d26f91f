import { OrderId } from "@sourdough/events-schema";
import { claim, matches, setTraceparent, text } from "./mapping.ts";
import { malformedOrderId, unavailable } from "./problems.ts";

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
