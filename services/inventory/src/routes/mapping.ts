/**
 * Text inside a JSON string. `escapeJavaScript` escapes a single quote, which JSON does not know:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 */
export const text = (value: string) => String.raw`$util.escapeJavaScript(${value}).replaceAll("\\'", "'")`;
