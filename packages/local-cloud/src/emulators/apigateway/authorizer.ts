import type { Cloud } from "../../core/cloud.ts";
import { javaMatches } from "../../vtl/java-regex.ts";
import { type Claims, TokenError } from "../cognito/emulator.ts";
import type { ApiDefinition, Authorizer, Method } from "./definition.ts";
import type { Exchange } from "./exchange.ts";
import { GatewayError } from "./gateway-error.ts";

/** Lets a request pass and fills `$context.authorizer`; throws `GatewayError` otherwise. */
export type Authorize = (exchange: Exchange) => Promise<void>;

/** Compiles the authorizer of a method; undefined when anyone may call it. */
export const compileAuthorizer = (
  cloud: Cloud,
  api: ApiDefinition,
  method: Method,
): Authorize | undefined => {
  if (method.authorization === "NONE") return undefined;
  const authorizer = api.authorizers.get(method.authorizerId ?? "");
  if (!authorizer) throw new Error(`It has the authorizer ${method.authorizerId}, which does not exist.`);
  const header = authorizer.identitySource.slice("method.request.header.".length).toLowerCase();
  const scopes = method.authorizationScopes;
  return async ({ parameters, context }) => {
    const token = parameters.header[header]?.replace(/^Bearer\s+/i, "");
    if (!token || !matches(authorizer, token)) throw unauthorized();
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-enable-cognito-user-pool.html:
    // with scopes the token is an access token, without them an ID token.
    const claims = await verify(cloud, authorizer, token, scopes.length > 0 ? "access" : "id");
    if (scopes.length > 0 && !scopes.some((scope) => String(claims.scope).split(" ").includes(scope)))
      throw unauthorized();
    context.authorizer = { claims: asTexts(claims) };
  };
};

const unauthorized = (message = "Unauthorized", cause?: unknown): GatewayError =>
  new GatewayError("UNAUTHORIZED", message, { cause });

const matches = ({ identityValidationExpression }: Authorizer, token: string): boolean =>
  !identityValidationExpression || javaMatches(token, identityValidationExpression);

const verify = async (
  cloud: Cloud,
  { providerArns }: Authorizer,
  token: string,
  use: "id" | "access",
): Promise<Claims> => {
  let refusal: unknown;
  for (const userPoolId of providerArns) {
    try {
      return await cloud.use("tokens").verify(token, { userPoolId, use });
    } catch (error) {
      if (!(error instanceof TokenError)) throw error;
      refusal = error;
      if (error.reason === "expired") throw unauthorized("The incoming token has expired", error);
    }
  }
  throw unauthorized(undefined, refusal);
};

const known = new WeakMap<Claims, Record<string, string>>();

/** Claims as templates and functions see them: all text, lists joined, times as Java prints them. */
const asTexts = (claims: Claims): Record<string, string> => {
  let texts = known.get(claims);
  if (!texts) {
    texts = Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, asText(name, value)]));
    known.set(claims, texts);
  }
  return texts;
};

const asText = (name: string, value: unknown): string => {
  if ((name === "exp" || name === "iat") && typeof value === "number") return javaDate(value);
  return Array.isArray(value) ? value.join(",") : String(value);
};

const javaDate = (seconds: number): string => {
  const [weekday, day, month, year, time] = new Date(seconds * 1000)
    .toUTCString()
    .replace(",", "")
    .split(" ");
  return `${weekday} ${month} ${day} ${time} UTC ${year}`;
};
