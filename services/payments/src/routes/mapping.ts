import { DisputeId, Traceparent } from "@sourdough/events-schema";
import * as z from "zod";

/**
 * Text inside a JSON string. `escapeJavaScript` escapes a single quote, which JSON does not know:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 */
export const text = (value: string) => String.raw`$util.escapeJavaScript(${value}).replaceAll("\\'", "'")`;

const matches = (value: string, schema: z.ZodString) =>
  `${value}.matches('${z.toJSONSchema(schema).pattern}')`;

export const isDisputeId = (value: string) => matches(value, DisputeId);

/** Sets `$groups` of the caller, with a comma before and after each: API Gateway makes one text of the list. */
export const setGroups = [
  "#set($groups = $context.authorizer.claims['cognito:groups'])",
  '#set($groups = ",$!groups,")',
].join("");

/** A condition; needs `setGroups`. */
export const isStaff = '$groups.contains(",staff,")';

/** Sets `$traceparent`: the request's own, or one made of its id, which is a UUID: 32 digits, as a trace id has. */
export const setTraceparent = [
  "#set($traceparent = $input.params('traceparent'))",
  `#if(!${matches("$traceparent", Traceparent)})`,
  "#set($hex = $context.requestId.replaceAll('-', ''))",
  `#set($traceparent = "00-$!{hex}-$!{hex.substring(0, 16)}-01")`,
  "#end",
].join("");
