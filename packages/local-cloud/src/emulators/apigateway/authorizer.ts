import { accountRoot } from "../../core/arn.ts";
import type { Cloud } from "../../core/cloud.ts";
import { javaMatches } from "../../vtl/java-regex.ts";
import { type Claims, TokenError } from "../cognito/emulator.ts";
import type { ApiDefinition, Authorizer, Method } from "./definition.ts";
import type { Exchange } from "./exchange.ts";
import { GatewayError } from "./gateway-error.ts";
import { createLambdaAuthorizer } from "./lambda-authorizer.ts";
import { executionArn } from "./resources.ts";

/** Lets a request pass and fills `$context.authorizer`; throws `GatewayError` otherwise. */
export type Authorize = (exchange: Exchange) => Promise<void>;

/** Compiles what methods of an API ask: each authorizer once, since methods share what it remembers. */
export const createAuthorizers = (
  cloud: Cloud,
  api: ApiDefinition,
): ((method: Method) => Authorize | undefined) => {
  const functions = new Map<string, Authorize>();
  return ({ authorization, authorizerId = "", authorizationScopes }) => {
    if (authorization === "NONE") return undefined;
    if (authorization === "AWS_IAM") return async (exchange) => checkSigner(cloud, api.id, exchange);
    const authorizer = api.authorizers.get(authorizerId);
    if (!authorizer) throw new Error(`It has the authorizer ${authorizerId}, which does not exist.`);
    if ((authorization === "CUSTOM") !== (authorizer.type !== "COGNITO_USER_POOLS"))
      throw new Error(
        `Its authorization ${authorization} does not go with an authorizer of type ${authorizer.type}.`,
      );
    if (authorization === "COGNITO_USER_POOLS")
      return compileUserPools(cloud, authorizer, authorizationScopes);
    const compiled =
      functions.get(authorizerId) ?? createLambdaAuthorizer(cloud, api.id, authorizerId, authorizer);
    functions.set(authorizerId, compiled);
    return compiled;
  };
};

// Signatures are not verified: whoever signs with keys that the local cloud did not give out is the root user.
const checkSigner = (cloud: Cloud, apiId: string, { signer, context, method, path }: Exchange): void => {
  if (!signer) throw new GatewayError("MISSING_AUTHENTICATION_TOKEN", "Missing Authentication Token");
  const { principal, accessKeyId } = signer;
  const resource = executionArn(cloud, apiId, String(context.stage), method + path);
  const userArn = principal.kind === "role" ? principal.arn : accountRoot(cloud.accountId);
  try {
    cloud.authorize(principal, [{ action: "execute-api:Invoke", resource }]);
  } catch (cause) {
    const message = `User: ${userArn} is not authorized to perform: execute-api:Invoke on resource: ${resource}`;
    throw new GatewayError("ACCESS_DENIED", message, { cause });
  }
  Object.assign(context.identity, {
    accessKey: accessKeyId,
    accountId: cloud.accountId,
    caller: accessKeyId,
    user: accessKeyId,
    userArn,
  });
};

const compileUserPools = (cloud: Cloud, authorizer: Authorizer, scopes: readonly string[]): Authorize => {
  const [, header] = /^method\.request\.header\.([\w-]+)$/.exec(authorizer.identitySource) ?? [];
  if (!header) throw new Error(`Its identity source ${authorizer.identitySource} is no header.`);
  if (authorizer.providerArns.length === 0) throw new Error("Its authorizer has no providerArns.");
  return async ({ parameters, context }) => {
    const token = parameters.header[header.toLowerCase()]?.replace(/^Bearer\s+/i, "");
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
