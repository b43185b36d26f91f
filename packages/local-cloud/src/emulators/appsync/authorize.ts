import type { Cloud } from "../../core/cloud.ts";
import { LOOPBACK } from "../../http/hosts.ts";
import { unauthorized } from "./errors.ts";
import type { EventApi } from "./event-api.ts";
import type { AuthType } from "./resources.ts";

/** `ctx.identity` of handlers; null with an API key. */
export interface Identity {
  readonly sub: string;
  readonly issuer: string;
  readonly username: string;
  readonly groups: readonly string[] | null;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly sourceIp: readonly string[];
  readonly defaultAuthStrategy: "ALLOW";
}

/** Header names are lower case. */
export type AuthHeaders = Readonly<Record<string, string>>;

export const lowerCaseKeys = (headers: Readonly<Record<string, unknown>>): AuthHeaders =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === "string" ? [[name.toLowerCase(), value]] : [],
    ),
  );

const text = (claim: unknown): string => (typeof claim === "string" ? claim : "");

const toIdentity = (claims: Record<string, unknown>): Identity => {
  const groups = claims["cognito:groups"];
  return {
    sub: text(claims.sub),
    issuer: text(claims.iss),
    username: text(claims["cognito:username"]) || text(claims.username),
    groups: Array.isArray(groups) ? groups.map(String) : null,
    claims,
    sourceIp: [LOOPBACK],
    defaultAuthStrategy: "ALLOW",
  };
};

/**
 * Checks the credentials in `headers` against the modes an operation allows.
 * https://docs.aws.amazon.com/appsync/latest/eventapi/configure-event-api-auth.html
 */
export const authorize = async (
  cloud: Pick<Cloud, "use" | "clock">,
  api: EventApi,
  allowed: readonly AuthType[],
  headers: AuthHeaders,
): Promise<Identity | null> => {
  const { authorization, "x-api-key": key } = headers;
  if (authorization !== undefined && allowed.includes("AMAZON_COGNITO_USER_POOLS"))
    return toIdentity(await verify(cloud, api, authorization.replace(/^Bearer\s+/i, "")));
  if (key === undefined || !allowed.includes("API_KEY"))
    throw unauthorized(
      new Error(`The operation allows ${allowed.join(", ")}; no such credentials came with it.`),
    );
  const known = api.apiKeys.get(key);
  if (known === undefined) throw unauthorized(new Error("No such API key."));
  if (known.expires <= cloud.clock.now()) throw unauthorized(new Error("The API key has expired."));
  return null;
};

const verify = async (
  cloud: Pick<Cloud, "use">,
  api: EventApi,
  token: string,
): Promise<Record<string, unknown>> => {
  const refusals: unknown[] = [];
  for (const { id, clientIds } of api.userPools) {
    try {
      const claims: Record<string, unknown> = {
        ...(await cloud.use("tokens").verify(token, { userPoolId: id })),
      };
      const clientId = text(claims.client_id) || text(claims.aud);
      if (!clientIds || clientIds.test(clientId)) return claims;
      refusals.push(new Error(`Client ${clientId} does not match ${clientIds}.`));
    } catch (error) {
      refusals.push(error);
    }
  }
  throw unauthorized(
    new AggregateError(refusals, "No user pool of the API issued the token, or it has expired."),
  );
};
