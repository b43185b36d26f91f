import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Clock } from "../../core/clock.ts";
import type { Caller } from "../../core/cloud.ts";
import type { Account } from "../../core/resource-type.ts";
import { type Attributes, checkWritable } from "./attributes.ts";
import { checkPassword } from "./password-policy.ts";
import { tokenChanges } from "./token-claims.ts";
import { issueTokens, poolOfToken, type SignIn, TokenError, type Tokens, validity } from "./tokens.ts";
import type { AskTrigger } from "./triggers.ts";
import type { Client, User, UserPool } from "./user-pool.ts";

interface RefreshToken extends SignIn {
  readonly pool: UserPool;
  readonly client: Client;
  readonly user: User;
  readonly expiresAt: number;
}

interface Challenge {
  readonly client: Client;
  readonly user: User;
  readonly expiresAt: number;
}

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html */
const SESSION_MINUTES = 3;

/** Signing in and out of the pools; all failures are `AwsError`s with Cognito's codes and messages. */
export interface SignIns {
  withPassword(
    pool: UserPool,
    client: Client,
    given: { username: string; password: string },
    caller: Caller,
  ): Promise<object>;
  answerNewPassword(
    pool: UserPool,
    client: Client,
    given: { session: string; password: string; attributes: Attributes },
    caller: Caller,
  ): Promise<object>;
  refresh(client: Client, refreshToken: string, caller: Caller): Promise<object>;
  revoke(client: Client, refreshToken: string): void;
  signOutEverywhere(user: User): void;
  /** Pool and user of an access token that is valid and not revoked. */
  userOf(accessToken: string): Promise<{ pool: UserPool; user: User; client: Client }>;
}

const notAuthorized = (message: string, cause?: unknown): AwsError =>
  new AwsError("NotAuthorizedException", message, { cause });

/** Throws when the app client has a secret and `hash` does not prove that the caller knows it. */
export const checkSecretHash = (client: Client, username: string, hash: string | undefined): void => {
  if (client.secret === undefined) return;
  if (hash === undefined)
    throw notAuthorized(`Client ${client.id} is configured with secret but SECRET_HASH was not received`);
  if (hash !== createHmac("sha256", client.secret).update(`${username}${client.id}`).digest("base64"))
    throw notAuthorized(`SecretHash does not match for the client: ${client.id}`);
};

const isActive = (pool: UserPool, user: User): boolean => user.enabled && pool.find(user.username) === user;

const requiredIn = ({ properties }: UserPool): string[] => [
  ...properties.usernameAttributes,
  ...properties.schemas.flatMap(({ name, required }) => (required && name !== "sub" ? [name] : [])),
];

/** https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html */
const migrated = z.looseObject({
  userAttributes: z.record(z.string(), z.string()),
  finalUserStatus: z.literal("CONFIRMED", {
    error:
      'a user who is taken over is CONFIRMED in the local cloud, which sends nobody a code: finalUserStatus "CONFIRMED"',
  }),
});

export const createSignIns = (
  account: Account,
  clock: Clock,
  tokens: Tokens,
  pools: ReadonlyMap<string, UserPool>,
  ask: AskTrigger,
): SignIns => {
  const refreshTokens = new Map<string, RefreshToken>();
  const challenges = new Map<string, Challenge>();
  const revoked = new Set<string>();

  const occasionOf = (pool: UserPool, client: Client, user: User, caller: Caller) => ({
    pool,
    clientId: client.id,
    username: user.username,
    attributes: user.attributes,
    caller,
  });

  const result = async (
    pool: UserPool,
    client: Client,
    user: User,
    signIn: SignIn,
    { caller, why }: { caller: Caller; why: string },
  ) => {
    const groups = pool.groupsOf(user);
    const changes = await ask("preTokenGeneration", {
      ...occasionOf(pool, client, user, caller),
      source: `TokenGeneration_${why}`,
      request: {
        groupConfiguration: {
          groupsToOverride: groups.map(({ name }) => name),
          iamRolesToOverride: groups.flatMap(({ roleArn }) => roleArn ?? []),
          preferredRole: groups[0]?.roleArn,
        },
        scopes: ["aws.cognito.signin.user.admin"],
      },
    });
    const issued = await issueTokens(pool, client, user, signIn, account, clock.now(), tokenChanges(changes));
    return {
      AccessToken: issued.accessToken,
      IdToken: issued.idToken,
      ExpiresIn: validity(client).access,
      TokenType: "Bearer",
    };
  };

  const begin = async (
    pool: UserPool,
    client: Client,
    user: User,
    caller: Caller,
    why = "Authentication",
  ) => {
    await ask("postAuthentication", {
      ...occasionOf(pool, client, user, caller),
      source: "PostAuthentication_Authentication",
      request: { newDeviceUsed: false },
    });
    const signIn = { originJti: randomUUID(), authTime: Math.floor(clock.now() / 1000) };
    const refreshToken = remember({
      ...signIn,
      pool,
      client,
      user,
      expiresAt: clock.now() + validity(client).refresh * 1000,
    });
    const issued = await result(pool, client, user, signIn, { caller, why });
    return { AuthenticationResult: { ...issued, RefreshToken: refreshToken }, ChallengeParameters: {} };
  };

  /** Takes over a user whom only the app's own function knows. */
  const migrate = async (
    pool: UserPool,
    client: Client,
    { username, password }: { username: string; password: string },
    caller: Caller,
  ): Promise<User | undefined> => {
    const answer = await ask("userMigration", {
      pool,
      clientId: client.id,
      username,
      attributes: new Map(),
      source: "UserMigration_Authentication",
      request: { password },
      caller,
    });
    if (answer === undefined) return undefined;
    const { userAttributes, finalUserStatus } = migrated.parse(answer);
    const attributes = new Map(Object.entries(userAttributes).filter(([name]) => name !== "username"));
    return pool.add({ username, password, attributes, status: finalUserStatus });
  };

  const remember = (entry: RefreshToken): string => {
    const token = randomBytes(96).toString("base64url");
    refreshTokens.set(token, entry);
    return token;
  };

  const noUser = (client: Client) =>
    client.preventUserExistenceErrors === "ENABLED"
      ? notAuthorized("Incorrect username or password.")
      : new AwsError("UserNotFoundException", "User does not exist.");

  return {
    async withPassword(pool, client, { username, password }, caller) {
      const user = pool.find(username) ?? (await migrate(pool, client, { username, password }, caller));
      if (!user) throw noUser(client);
      await ask("preAuthentication", {
        ...occasionOf(pool, client, user, caller),
        source: "PreAuthentication_Authentication",
        request: { userNotFound: false },
      });
      if (!user.enabled) throw notAuthorized("User is disabled.");
      if (user.password !== password) throw notAuthorized("Incorrect username or password.");
      if (user.status === "CONFIRMED") return begin(pool, client, user, caller);
      const session = randomBytes(32).toString("base64url");
      const expiresAt = clock.now() + (client.authSessionValidity ?? SESSION_MINUTES) * 60_000;
      challenges.set(session, { client, user, expiresAt });
      return {
        ChallengeName: "NEW_PASSWORD_REQUIRED",
        Session: session,
        ChallengeParameters: {
          USER_ID_FOR_SRP: user.username,
          requiredAttributes: "[]",
          userAttributes: JSON.stringify(Object.fromEntries(user.attributes)),
        },
      };
    },
    async answerNewPassword(pool, client, { session, password, attributes }, caller) {
      const challenge = challenges.get(session);
      if (challenge?.client !== client)
        throw notAuthorized("Invalid session for the user, session can only be used once.");
      const { user, expiresAt } = challenge;
      if (expiresAt <= clock.now() || !isActive(pool, user))
        throw notAuthorized("Invalid session for the user, session is expired.");
      checkWritable(attributes.keys(), client);
      const given = requiredIn(pool).find((name) => attributes.has(name) && user.attributes.has(name));
      if (given !== undefined) throw notAuthorized(`Cannot modify an already provided ${given}`);
      checkPassword(password, pool.properties.passwordPolicy);
      pool.update(user, attributes);
      pool.setPassword(user, password, "CONFIRMED");
      challenges.delete(session);
      return begin(pool, client, user, caller, "NewPasswordChallenge");
    },
    async refresh(client, refreshToken, caller) {
      const entry = refreshTokens.get(refreshToken);
      if (entry?.client !== client) throw notAuthorized("Invalid Refresh Token");
      if (revoked.has(entry.originJti)) throw notAuthorized("Refresh Token has been revoked");
      if (entry.expiresAt <= clock.now()) throw notAuthorized("Refresh Token has expired");
      if (!isActive(entry.pool, entry.user)) throw notAuthorized("Invalid Refresh Token");
      const issued = await result(entry.pool, client, entry.user, entry, { caller, why: "RefreshTokens" });
      if (client.refreshTokenRotation?.feature !== "ENABLED") return { AuthenticationResult: issued };
      refreshTokens.delete(refreshToken);
      return { AuthenticationResult: { ...issued, RefreshToken: remember(entry) } };
    },
    revoke(client, refreshToken) {
      if (!client.enableTokenRevocation)
        throw new AwsError("UnsupportedOperationException", "Revocation is not enabled for this client");
      const entry = refreshTokens.get(refreshToken);
      if (entry && entry.client !== client) throw notAuthorized("Client not authorized to revoke this token");
      if (entry) revoked.add(entry.originJti);
    },
    signOutEverywhere(user) {
      for (const entry of refreshTokens.values()) if (entry.user === user) revoked.add(entry.originJti);
    },
    async userOf(accessToken) {
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
      const user = pool.find(String(claims.username));
      const client = pool.clients.get(String(claims.client_id));
      // Somebody else may have taken the user name since.
      if (!client || user?.sub !== claims.sub)
        throw new AwsError("UserNotFoundException", "User does not exist.");
      if (!user.enabled) throw notAuthorized("User is disabled.");
      return { pool, user, client };
    },
  };
};
