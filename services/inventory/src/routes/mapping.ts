/**
 * Text inside a JSON string. `escapeJavaScript` escapes a single quote, which JSON does not know:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 */
export const text = (value: string) => String.raw`$util.escapeJavaScript(${value}).replaceAll("\\'", "'")`;

/** Sets `$groups` of the caller, with a comma before and after each: API Gateway makes one text of the list. */
export const setGroups = [
  "#set($groups = $context.authorizer.claims['cognito:groups'])",
  '#set($groups = ",$!groups,")',
].join("");

/** A condition; needs `setGroups`. */
export const isStaff = '$groups.contains(",staff,")';
