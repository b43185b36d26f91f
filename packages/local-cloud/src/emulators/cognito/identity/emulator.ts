import { randomUUID } from "node:crypto";
import { z } from "zod";
import { AwsError } from "../../../core/aws-error.ts";
import type { Cloud, Emulator } from "../../../core/cloud.ts";
import { parseInput } from "../../parse-input.ts";
import type { TokenError } from "../tokens.ts";
import {
  IDENTITY_POOL,
  identityPoolProperties,
  ROLE_ATTACHMENT,
  roleAttachmentProperties,
} from "./resources.ts";

type Roles = z.output<typeof roleAttachmentProperties>["roles"];

interface IdentityPool extends z.output<typeof identityPoolProperties> {
  readonly id: string;
  roles?: Roles;
}

interface Identity {
  readonly id: string;
  readonly pool: IdentityPool;
  /** Of the user who signed in; nobody knows who a guest is. */
  readonly user: string | undefined;
}

const CODE = "InvalidParameterException";
/** https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetCredentialsForIdentity.html: an hour. */
const VALID_MS = 60 * 60_000;

const logins = z.record(z.string(), z.string()).default({});
const inputs = {
  GetId: z.strictObject({ IdentityPoolId: z.string(), AccountId: z.string().optional(), Logins: logins }),
  GetCredentialsForIdentity: z.strictObject({
    IdentityId: z.string(),
    Logins: logins,
    CustomRoleArn: z.string().optional(),
  }),
};

const notAuthorized = (message: string, cause?: unknown) =>
  new AwsError("NotAuthorizedException", message, { cause });
const poolOfProvider = (providerName: string) => providerName.slice(providerName.lastIndexOf("/") + 1);

/** Identity pools: who has a token of a user pool gets credentials of a role, and guests those of another. */
export const createIdentityEmulator = (cloud: Cloud): Emulator => {
  const pools = new Map<string, IdentityPool>();
  const identities = new Map<string, Identity>();

  const poolOf = (id: string): IdentityPool => {
    const pool = pools.get(id);
    if (!pool) throw new AwsError("ResourceNotFoundException", `IdentityPool '${id}' not found.`);
    return pool;
  };

  /** The user whom a login is a token of; undefined without one. */
  const userOf = async (pool: IdentityPool, given: Readonly<Record<string, string>>) => {
    const [login] = Object.entries(given);
    if (!login) {
      if (!pool.allowUnauthenticatedIdentities)
        throw notAuthorized("Unauthenticated access is not supported for this identity pool.");
      return undefined;
    }
    const [provider, token] = login;
    const userPoolId = poolOfProvider(provider);
    const known = pool.cognitoIdentityProviders.filter(
      ({ providerName }) => poolOfProvider(providerName) === userPoolId,
    );
    if (known.length === 0)
      throw notAuthorized("Token is not from a supported provider of this identity pool.");
    const claims = await cloud
      .use("tokens")
      .verify(token, { userPoolId, use: "id" })
      .catch((error: TokenError) => {
        const expired = error.reason === "expired";
        throw notAuthorized(
          `Invalid login token. ${expired ? "Token expired" : "Not a valid OpenId Connect identity token."}`,
          error,
        );
      });
    if (!known.some(({ clientId }) => clientId === claims.aud))
      throw notAuthorized("Invalid login token. Incorrect token audience.");
    return `${userPoolId}/${claims.sub}`;
  };

  const identify = (pool: IdentityPool, user: string | undefined): Identity => {
    const known = [...identities.values()].find((one) => one.pool === pool && one.user === user);
    if (known && user !== undefined) return known;
    const identity = { id: `${cloud.region}:${randomUUID()}`, pool, user };
    identities.set(identity.id, identity);
    return identity;
  };

  const operations = {
    async GetId(raw: unknown) {
      const { IdentityPoolId, Logins } = parseInput(inputs.GetId, raw, CODE);
      const pool = poolOf(IdentityPoolId);
      return { IdentityId: identify(pool, await userOf(pool, Logins)).id };
    },
    async GetCredentialsForIdentity(raw: unknown) {
      const { IdentityId, Logins, CustomRoleArn } = parseInput(inputs.GetCredentialsForIdentity, raw, CODE);
      if (CustomRoleArn !== undefined)
        throw new AwsError(
          CODE,
          "CustomRoleArn is for roles in tokens, which the local cloud does not read.",
        );
      const identity = identities.get(IdentityId);
      if (!identity) throw new AwsError("ResourceNotFoundException", `Identity '${IdentityId}' not found.`);
      const { pool, user } = identity;
      if ((await userOf(pool, Logins)) !== user)
        throw notAuthorized(
          "Logins don't match. Please include at least one valid login for this identity or identity pool.",
        );
      const role = user === undefined ? pool.roles?.unauthenticated : pool.roles?.authenticated;
      if (role === undefined)
        throw new AwsError(
          "InvalidIdentityPoolConfigurationException",
          "Invalid identity pool configuration. Check assigned IAM roles for this pool.",
        );
      const { accessKeyId, secretAccessKey, sessionToken } = cloud.issueCredentials({
        principal: { kind: "role", arn: role },
        source: IdentityId,
        causes: () => [],
      });
      return {
        IdentityId,
        Credentials: {
          AccessKeyId: accessKeyId,
          SecretKey: secretAccessKey,
          SessionToken: sessionToken,
          Expiration: new Date(cloud.clock.now() + VALID_MS),
        },
      };
    },
  };

  return {
    service: "cognito-identity",
    operations,
    // Whoever calls them has no credentials yet.
    unsigned: new Set(Object.keys(operations)),
    permissions: () => [],
    provision: {
      [IDENTITY_POOL]: ({ id, inputs: given }) => {
        pools.set(id, { ...identityPoolProperties.parse(given), id });
      },
      [ROLE_ATTACHMENT]: ({ name, inputs: given }) => {
        const { identityPoolId, roles } = roleAttachmentProperties.parse(given);
        const pool = pools.get(identityPoolId);
        if (!pool)
          throw new Error(`${name} is for the identity pool ${identityPoolId}, which nothing declares.`);
        pool.roles = roles;
      },
    },
  };
};
