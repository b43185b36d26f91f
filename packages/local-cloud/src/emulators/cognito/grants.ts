import { randomBytes, randomUUID } from "node:crypto";
import { AwsError } from "../../core/aws-error.ts";
import type { Clock } from "../../core/clock.ts";
import type { Caller } from "../../core/cloud.ts";
import type { Account } from "../../core/resource-type.ts";
import type { Client, Grant, SignIn, Store, User } from "./store.ts";
import { tokenChanges } from "./token-claims.ts";
import { issueTokens, poolOfToken, TokenError, type Tokens, validity } from "./tokens.ts";
import type { AskTrigger } from "./triggers.ts";
import { attributesOf, type UserPool } from "./user-pool.ts";

/** What lets its bearer use the API of the user pools for itself. */
export const SELF_SCOPE = "aws.cognito.signin.user.admin";

/** Who gets tokens, of which client, and why as the function for tokens learns it. */
interface Wanted {
  readonly pool: UserPool;
  readonly client: Client;
  readonly user: User;
  readonly caller: Pick<Caller, "causes">;
  readonly why: "Authentication" | "NewPasswordChallenge" | "HostedAuth" | "RefreshTokens";
}

/** In the shape of the API. */
export interface TokenSet {
  readonly AccessToken: string;
  readonly IdToken: string;
  readonly RefreshToken?: string;
  readonly ExpiresIn: number;
  readonly TokenType: "Bearer";
}

/** Whoever an access token speaks for. */
export interface Bearer {
  readonly pool: UserPool;
  readonly user: User;
  readonly client: Client;
  readonly scopes: readonly string[];
}

/** Tokens: given, renewed, taken back. All failures are `AwsError`s with Cognito's codes and messages. */
export interface Grants {
  /** A sign-in that begins now. */
  signIn(): SignIn;
  /** Tokens of a sign-in, with a refresh token. */
  give(wanted: Wanted, signIn: SignIn, scope?: string, nonce?: string): Promise<TokenSet>;
  refresh(client: Client, refreshToken: string, caller: Caller): Promise<TokenSet & { scope: string }>;
  revoke(client: Client, refreshToken: string): void;
  signOutEverywhere(user: User): void;
  /** Throws unless the token is valid, is not revoked and has the scope. */
  bearerOf(accessToken: string, scope?: string): Promise<Bearer>;
}

export const notAuthorized = (message: string, cause?: unknown): AwsError =>
  new AwsError("NotAuthorizedException", message, { cause });

interface Parts {
  readonly account: Account;
  readonly clock: Clock;
  readonly tokens: Tokens;
  readonly store: Store;
  readonly pools: ReadonlyMap<string, UserPool>;
  readonly ask: AskTrigger;
}

export const createGrants = ({ account, clock, tokens, store, pools, ask }: Parts): Grants => {
  const { refreshTokens, revoked } = store;

  const issue = async (
    { pool, client, user, caller, why }: Wanted,
    signIn: SignIn,
    scope: string,
    nonce?: string,
  ) => {
    const groups = pool.groupsOf(user);
    const changes = await ask("preTokenGeneration", {
      pool,
      clientId: client.id,
      username: user.username,
      attributes: attributesOf(user),
      caller,
      source: `TokenGeneration_${why}`,
      request: {
        groupConfiguration: {
          groupsToOverride: groups.map(({ name }) => name),
          iamRolesToOverride: groups.flatMap(({ roleArn }) => roleArn ?? []),
          preferredRole: groups[0]?.roleArn,
        },
        scopes: scope.split(" "),
      },
    });
    const { idToken, accessToken } = await issueTokens(
      { pool, client, user, signIn, scope, nonce },
      account,
      clock.now(),
      tokenChanges(changes),
    );
    return {
      AccessToken: accessToken,
      IdToken: idToken,
      ExpiresIn: validity(client).access,
      TokenType: "Bearer",
    } as const;
  };

  const remember = (grant: Grant): string => {
    const token = randomBytes(96).toString("base64url");
    refreshTokens.set(token, grant);
    return token;
  };

  return {
    signIn: () => ({ originJti: randomUUID(), authTime: Math.floor(clock.now() / 1000) }),
    async give(wanted, signIn, scope = SELF_SCOPE, nonce) {
      const { pool, client, user } = wanted;
      const issued = await issue(wanted, signIn, scope, nonce);
      const RefreshToken = remember({
        originJti: signIn.originJti,
        authTime: signIn.authTime,
        poolId: pool.id,
        clientId: client.id,
        sub: user.sub,
        scope,
        expiresAt: clock.now() + validity(client).refresh * 1000,
      });
      return { ...issued, RefreshToken };
    },
    async refresh(client, refreshToken, caller) {
      const grant = refreshTokens.get(refreshToken);
      if (grant?.clientId !== client.id) throw notAuthorized("Invalid Refresh Token");
      if (revoked.has(grant.originJti)) throw notAuthorized("Refresh Token has been revoked");
      if (grant.expiresAt <= clock.now()) throw notAuthorized("Refresh Token has expired");
      const pool = pools.get(grant.poolId);
      const user = pool?.find(grant.sub);
      if (!pool || !user?.enabled) throw notAuthorized("Invalid Refresh Token");
      const { scope } = grant;
      const issued = await issue({ pool, client, user, caller, why: "RefreshTokens" }, grant, scope);
      if (client.refreshTokenRotation?.feature !== "ENABLED") return { ...issued, scope };
      const RefreshToken = remember(grant);
      const graceMs = (client.refreshTokenRotation.retryGracePeriodSeconds ?? 0) * 1000;
      if (graceMs === 0) refreshTokens.delete(refreshToken);
      else
        refreshTokens.set(refreshToken, {
          ...grant,
          expiresAt: Math.min(grant.expiresAt, clock.now() + graceMs),
        });
      return { ...issued, RefreshToken, scope };
    },
    revoke(client, refreshToken) {
      if (!client.enableTokenRevocation)
        throw new AwsError("UnsupportedOperationException", "Revocation is not enabled for this client");
      const grant = refreshTokens.get(refreshToken);
      if (grant && grant.clientId !== client.id)
        throw notAuthorized("Client not authorized to revoke this token");
      if (grant) revoked.set(grant.originJti, clock.now());
    },
    signOutEverywhere({ poolId, sub }) {
      for (const grant of refreshTokens.values())
        if (grant.poolId === poolId && grant.sub === sub) revoked.set(grant.originJti, clock.now());
    },
    async bearerOf(accessToken, scope = SELF_SCOPE) {
      const poolId = poolOfToken(accessToken);
      const pool = pools.get(poolId ?? "");
      if (!poolId || !pool) throw notAuthorized("Invalid Access Token");
      const claims = await tokens
        .verify(accessToken, { userPoolId: poolId, use: "access" })
        .catch((error) => {
          const expired = error instanceof TokenError && error.reason === "expired";
          throw notAuthorized(expired ? "Access Token has expired" : "Invalid Access Token", error);
        });
      if (revoked.has(String(claims.origin_jti))) throw notAuthorized("Access Token has been revoked");
      const user = pool.find(String(claims.sub));
      const client = store.clients.get(String(claims.client_id));
      if (!client || !user) throw new AwsError("UserNotFoundException", "User does not exist.");
      if (!user.enabled) throw notAuthorized("User is disabled.");
      const scopes = String(claims.scope ?? "").split(" ");
      if (!scopes.includes(scope)) throw notAuthorized("Access Token does not have required scopes");
      return { pool, user, client, scopes };
    },
  };
};
