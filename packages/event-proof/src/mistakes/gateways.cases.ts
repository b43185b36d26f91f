import { type Case, files, found, replace, routeWith } from "./mistake.ts";

const { orders } = files;

const gateway = (mistake: string, marker: string, from: string, to: string, code: string): Case => ({
  mistake,
  make: (subject) => replace(routeWith(subject, marker), from, to)(subject),
  found: found(code, "OrdersApi", orders),
});
const placing = "Action=SendMessage";

export const gateways: readonly Case[] = [
  gateway(
    "a claim with a typo in a request template",
    placing,
    "claims.phone_number",
    "claims.phone_nubmer",
    "path.missing",
  ),
  gateway(
    "a field of the message under a wrong name",
    placing,
    '"requestedAt"',
    '"receivedAt"',
    "input.invalid",
  ),
  gateway(
    "a path into the body that finds nothing",
    placing,
    "$input.json('$')",
    "$input.json('$.order')",
    "path.missing",
  ),
  gateway(
    "a text that is not escaped",
    placing,
    String.raw`$util.urlEncode($util.escapeJavaScript($context.authorizer.claims.email).replaceAll("\\'", "'"))`,
    "$context.authorizer.claims.email",
    "input.invalid",
  ),
  gateway(
    "a parameter of the query under a wrong name",
    "params('store')",
    "$input.params('store')",
    "$input.params('shop')",
    "input.invalid",
  ),
  gateway(
    "a member of a machine's input that it does not know",
    "params('store')",
    String.raw`\"cursor\":`,
    String.raw`\"next\":`,
    "input.invalid",
  ),
  gateway(
    "a missing brace in a request template",
    placing,
    '"data":{"orderId"',
    '"data":"orderId"',
    "input.invalid",
  ),
];
