import { createLocalJWKSet, decodeJwt, errors, type JWTPayload, jwtVerify } from "jose";
import { z } from "zod";
import type { Cloud } from "../../../../core/cloud.ts";
import type { Authorizer, Route } from "../definition.ts";
import { HttpApiError } from "./error.ts";
import type { HttpExchange, Identity } from "./exchange.ts";
import { compileValue } from "./mapping.ts";

// "API Gateway can cache the public key for two hours": http-api-jwt-authorizer of the developer guide.
const KEYS_KEPT_MS = 2 * 3600 * 1000;
const MOST_VERIFIED = 10_000;

const configuration = z.looseObject({ jwks_uri: z.url() });
const keySet = z.looseObject({ keys: z.array(z.looseObject({ kty: z.string() })) });

type Keys = ReturnType<typeof createLocalJWKSet>;

/** Finds the keys of an issuer, wherever on this machine it answers. */
const createKeys = (cloud: Cloud, issuer: string): (() => Promise<Keys>) => {
  let known: { keys: Promise<Keys>; until: number } | undefined;
  const get = async (url: string): Promise<unknown> => {
    const response = await cloud.fetch(new Request(url), { principal: { kind: "anonymous" }, causes: [] });
    if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
    return response.json();
  };
  const load = async (): Promise<Keys> => {
    try {
      const { jwks_uri } = configuration.parse(
        await get(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`),
      );
      return createLocalJWKSet(keySet.parse(await get(jwks_uri)) as Parameters<typeof createLocalJWKSet>[0]);
    } catch (error) {
      known = undefined;
      cloud.warn(
        `A JWT authorizer cannot check tokens of ${issuer}: ${(error as Error).message} An issuer outside this machine needs a stand-in (standIns in the app's package.json).`,
      );
      throw error;
    }
  };
  return () => {
    const now = cloud.clock.now();
    if (!known || known.until <= now) known = { keys: load(), until: now + KEYS_KEPT_MS };
    return known.keys;
  };
};

const refusal = (status: number, error: string, description: string, scopes: readonly string[]) =>
  new HttpApiError(status, status === 401 ? "Unauthorized" : "Forbidden", {
    headers: {
      "www-authenticate": `Bearer scope="${scopes.join(" ")}" error="${error}" error_description="${description}"`,
    },
    cause: new Error(description),
  });

const describe = (error: unknown): string => {
  if (error instanceof errors.JWTExpired) return "the token has expired";
  if (error instanceof errors.JWTClaimValidationFailed)
    return error.claim === "iss"
      ? "the token has an invalid issuer"
      : `the token's ${error.claim} is not valid`;
  if (error instanceof errors.JWKSNoMatchingKey) return "signing key not found";
  return `the token is invalid: ${(error as Error).message.replaceAll('"', "'")}`;
};

/**
 * A claim as functions see it: all text, lists between brackets, and none that is null.
 * Measured: https://github.com/floci-io/floci/pull/2011
 */
const claimText = (claim: unknown): string => {
  if (Array.isArray(claim)) return `[${claim.map(claimText).join(" ")}]`;
  return typeof claim === "object" ? JSON.stringify(claim) : String(claim);
};

const scopesOf = ({ scope, scp }: JWTPayload): readonly string[] => {
  const given = scope ?? scp;
  if (Array.isArray(given)) return given.map(String);
  return typeof given === "string" ? given.split(" ").filter(Boolean) : [];
};

/** Compiles a JWT authorizer. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html */
export const createJwtAuthorizer = (cloud: Cloud, { jwtConfiguration, identitySources }: Authorizer) => {
  const [source = "$request.header.Authorization"] = identitySources;
  if (!jwtConfiguration) throw new Error("A JWT authorizer needs a jwtConfiguration.");
  if (identitySources.length > 1) throw new Error("A JWT authorizer has one identity source.");
  const { issuer, audiences } = jwtConfiguration;
  if (audiences.length === 0) throw new Error("A JWT authorizer needs at least one audience.");
  const tokenOf = compileValue(source);
  const keysOf = createKeys(cloud, issuer);
  const verified = new Map<string, JWTPayload>();

  const verify = async (token: string): Promise<JWTPayload> => {
    const known = verified.get(token);
    const now = cloud.clock.now();
    if (known && (known.exp ?? 0) * 1000 > now) return known;
    decodeJwt(token);
    const { payload } = await jwtVerify(token, await keysOf(), {
      issuer,
      algorithms: ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
      currentDate: new Date(now),
    });
    if (verified.size >= MOST_VERIFIED) verified.delete(verified.keys().next().value!);
    verified.set(token, payload);
    return payload;
  };

  return async (exchange: HttpExchange, { authorizationScopes: wanted }: Route): Promise<Identity> => {
    const token = tokenOf(exchange)?.replace(/^Bearer\s+/i, "");
    if (!token) throw new HttpApiError(401, "Unauthorized", { headers: { "www-authenticate": "Bearer" } });
    let claims: JWTPayload;
    try {
      claims = await verify(token);
    } catch (error) {
      throw refusal(401, "invalid_token", describe(error), wanted);
    }
    // The client counts only where the token has no audience: Cognito's access tokens.
    const audience = [claims.aud ?? claims.client_id].flat();
    if (!audience.some((each) => audiences.includes(String(each))))
      throw refusal(401, "invalid_token", "the token does not have a valid audience", wanted);
    const scopes = scopesOf(claims);
    if (wanted.length > 0 && !wanted.some((scope) => scopes.includes(scope)))
      throw refusal(403, "insufficient_scope", "the token does not have the required scopes", wanted);
    const texts = Object.entries(claims).flatMap(([name, claim]) =>
      claim === null || claim === undefined ? [] : [[name, claimText(claim)]],
    );
    return { kind: "jwt", claims: Object.fromEntries(texts), scopes: wanted.length > 0 ? scopes : null };
  };
};
