import { createHash, randomUUID } from "node:crypto";
import { decodeJwt, errors, jwtVerify, SignJWT } from "jose";
import type { Clock } from "../../core/clock.ts";
import type { Account } from "../../core/resource-type.ts";
import { readable } from "./attributes.ts";
import { signingKey } from "./keys.ts";
import type { Client, SignIn, User } from "./store.ts";
import { changed, noChanges, type TokenChanges } from "./token-claims.ts";
import type { UserPool } from "./user-pool.ts";

/** What a token states. `cognito:groups` is a list; further claims as in the ID or access token. */
export interface Claims {
  readonly sub: string;
  readonly iss: string;
  readonly exp: number;
  readonly iat: number;
  readonly token_use: "id" | "access";
  readonly [name: string]: unknown;
}

/** Why a token is refused. */
export class TokenError extends Error {
  override readonly name = "TokenError";
  readonly reason: "invalid" | "expired";

  constructor(reason: "invalid" | "expired", message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** Checks tokens of the user pools: signature, issuer, expiry and use. */
export interface Tokens {
  /** `userPoolId` may also be the ARN. Throws `TokenError`. A token seen before costs a map lookup. */
  verify(token: string, expected: { userPoolId: string; use?: "id" | "access" }): Promise<Claims>;
}

declare module "../../core/cloud.ts" {
  interface Shared {
    /** Offered by the emulator of Cognito user pools. */
    tokens: Tokens;
  }
}

export const issuer = (poolId: string, { region }: Account): string =>
  `https://cognito-idp.${region}.amazonaws.com/${poolId}`;

const MAX_CACHED = 10_000;

export const createTokenVerifier = (
  account: Account,
  clock: Clock,
  isKnown: (poolId: string) => boolean,
): Tokens => {
  const verified = new Map<string, Claims>();

  const check = async (token: string): Promise<Claims> => {
    const { publicKey } = await signingKey();
    try {
      const { payload } = await jwtVerify(token, publicKey, {
        algorithms: ["RS256"],
        currentDate: new Date(clock.now()),
      });
      return payload as Claims;
    } catch (error) {
      if (error instanceof errors.JWTExpired)
        throw new TokenError("expired", "The token has expired.", { cause: error });
      throw new TokenError("invalid", `The token is not valid: ${(error as Error).message}`, {
        cause: error,
      });
    }
  };

  return {
    async verify(token, { userPoolId, use }) {
      let claims = verified.get(token);
      if (!claims) {
        claims = await check(token);
        if (verified.size >= MAX_CACHED) verified.delete(verified.keys().next().value!);
        verified.set(token, claims);
      } else if (claims.exp * 1000 <= clock.now()) {
        verified.delete(token);
        throw new TokenError("expired", "The token has expired.");
      }
      const poolId = userPoolId.slice(userPoolId.lastIndexOf("/") + 1);
      if (claims.iss !== issuer(poolId, account) || !isKnown(poolId))
        throw new TokenError("invalid", `The token was not issued by the user pool ${poolId}.`);
      if (use && claims.token_use !== use)
        throw new TokenError("invalid", `The token is for use as ${claims.token_use}, not ${use}.`);
      return claims;
    },
  };
};

const SECONDS = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };

/** Seconds the tokens of an app client are valid. */
export const validity = (client: Client) => ({
  access: (client.accessTokenValidity ?? 1) * SECONDS[client.tokenValidityUnits.accessToken ?? "hours"],
  id: (client.idTokenValidity ?? 1) * SECONDS[client.tokenValidityUnits.idToken ?? "hours"],
  refresh: (client.refreshTokenValidity || 30) * SECONDS[client.tokenValidityUnits.refreshToken ?? "days"],
});

/** A sign-in whose tokens are to be issued: `scope` is a list with spaces. */
interface Issue {
  readonly pool: UserPool;
  readonly client: Client;
  readonly user: User;
  readonly signIn: SignIn;
  readonly scope: string;
  readonly nonce?: string | undefined;
}

/** The ID and access token of a sign-in, with the claims Cognito puts in. */
export const issueTokens = async (
  { pool, client, user, signIn, scope, nonce }: Issue,
  account: Account,
  nowMs: number,
  changes: TokenChanges = noChanges,
): Promise<{ idToken: string; accessToken: string }> => {
  const iat = Math.floor(nowMs / 1000);
  const groups = pool.groupsOf(user);
  const groupNames = changes.groups ?? groups.map(({ name }) => name);
  const roles = groups.flatMap(({ roleArn }) => roleArn ?? []);
  const common = {
    sub: user.sub,
    "cognito:groups": groupNames.length > 0 ? groupNames : undefined,
    iss: issuer(pool.id, account),
    origin_jti: signIn.originJti,
    event_id: randomUUID(),
    auth_time: signIn.authTime,
    iat,
  };
  const { access, id } = validity(client);
  const scopes = scope.split(" ");
  const accessToken = await sign(
    changed(
      {
        ...common,
        client_id: client.id,
        token_use: "access",
        scope,
        exp: iat + access,
        jti: randomUUID(),
        username: user.username,
        // Of tokens from the endpoint of a domain, which may be for other APIs.
        version: scopes.includes("openid") ? 2 : undefined,
      },
      changes.access,
    ),
  );
  const idToken = await sign(
    changed(
      {
        ...Object.fromEntries(ofScopes(readable(user, client), scopes).map(claim)),
        ...common,
        "cognito:roles": roles.length > 0 ? roles : undefined,
        "cognito:preferred_role": roles[0],
        "cognito:username": user.username,
        nonce,
        at_hash: scopes.includes("openid") ? halfHash(accessToken) : undefined,
        aud: client.id,
        token_use: "id",
        exp: iat + id,
        jti: randomUUID(),
      },
      changes.id,
    ),
  );
  return { idToken, accessToken };
};

/** The access token that an app gets for itself, with scopes of resource servers. */
export const issueClientToken = (
  client: Client,
  scope: string,
  account: Account,
  nowMs: number,
): Promise<string> => {
  const iat = Math.floor(nowMs / 1000);
  return sign({
    sub: client.id,
    client_id: client.id,
    token_use: "access",
    scope,
    auth_time: iat,
    iss: issuer(client.userPoolId, account),
    exp: iat + validity(client).access,
    iat,
    version: 2,
    jti: randomUUID(),
  });
};

/** https://openid.net/specs/openid-connect-core-1_0.html#CodeIDToken */
const halfHash = (accessToken: string): string =>
  createHash("sha256").update(accessToken).digest().subarray(0, 16).toString("base64url");

/** https://openid.net/specs/openid-connect-core-1_0.html#ScopeClaims */
const SCOPES: Readonly<Record<string, readonly string[]>> = {
  email: ["email", "email_verified"],
  phone: ["phone_number", "phone_number_verified"],
};

/** The attributes that scopes show: all by `profile`, or by `openid` alone, or else those that are named. */
export const ofScopes = (
  attributes: readonly [string, string][],
  scopes: readonly string[],
): readonly [string, string][] => {
  const named = scopes.flatMap((scope) => SCOPES[scope] ?? []);
  if (named.length === 0 || scopes.includes("profile")) return attributes;
  return attributes.filter(([name]) => name === "sub" || named.includes(name));
};

const claim = ([name, value]: [string, string]): [string, unknown] =>
  /^(?:email|phone_number)_verified$/.test(name) ? [name, value === "true"] : [name, value];

const sign = async (claims: Record<string, unknown>): Promise<string> => {
  const { kid, privateKey } = await signingKey();
  return new SignJWT(claims).setProtectedHeader({ kid, alg: "RS256" }).sign(privateKey);
};

/** The pool a token says it is from, without any check. */
export const poolOfToken = (token: string): string | undefined => {
  try {
    return decodeJwt(token).iss?.split("/").at(-1);
  } catch {
    return undefined;
  }
};
