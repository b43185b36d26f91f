import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Cloud } from "../../core/cloud.ts";
import { pageToken } from "../parse-input.ts";
import type { CognitoOperations } from "./api.ts";
import { parse } from "./parse.ts";
import { userPoolClientProperties, userPoolProperties } from "./resources.ts";
import type { Client, UserPool } from "./user-pool.ts";

// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html
const name = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\w\s+=,.@-]+$/, "Member must satisfy regular expression pattern: [\\w\\s+=,.@-]+");
const createPool = z.looseObject({ PoolName: name });
const updatePool = z.looseObject({ UserPoolId: z.string(), PoolName: name.optional() });
const ofPool = z.strictObject({ UserPoolId: z.string() });
const createClient = z.looseObject({ UserPoolId: z.string(), ClientName: name });
const ofClient = z.strictObject({ UserPoolId: z.string(), ClientId: z.string() });
const updateClient = z.looseObject({ ...ofClient.shape, ClientName: name.optional() });
const listClients = z.strictObject({
  UserPoolId: z.string(),
  MaxResults: z.int().min(1).max(60).default(60),
  NextToken: pageToken,
});

const POOL = "aws:cognito/userPool:UserPool";
const CLIENT = "aws:cognito/userPoolClient:UserPoolClient";

/** What the API and Pulumi spell differently, beside the first letter. */
const spelling: Readonly<Record<string, string>> = {
  PoolName: "name",
  ClientName: "name",
  Schema: "schemas",
  UserPoolTags: "tags",
  CallbackURLs: "callbackUrls",
  LogoutURLs: "logoutUrls",
  DefaultRedirectURI: "defaultRedirectUri",
  AllowedOAuthFlows: "allowedOauthFlows",
  AllowedOAuthScopes: "allowedOauthScopes",
  AllowedOAuthFlowsUserPoolClient: "allowedOauthFlowsUserPoolClient",
};
const apiSpelling = Object.fromEntries(
  Object.entries(spelling)
    .filter(([api]) => api !== "PoolName")
    .map(([api, own]) => [own, api]),
);

const renamed = (value: unknown, rename: (key: string) => string): unknown => {
  if (Array.isArray(value)) return value.map((each) => renamed(each, rename));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .map(([key, each]) => [rename(key), renamed(each, rename)]),
  );
};
const asResource = (value: unknown) =>
  renamed(value, (key) => spelling[key] ?? key.charAt(0).toLowerCase() + key.slice(1)) as Record<
    string,
    unknown
  >;
const asApi = (value: unknown) =>
  renamed(value, (key) => apiSpelling[key] ?? key.charAt(0).toUpperCase() + key.slice(1)) as Record<
    string,
    unknown
  >;

/** The properties of a pool, whose password policy is one of several policies in the API. */
const poolOfInput = (input: object): Record<string, unknown> => {
  const { policies, ...properties } = asResource(input) as {
    policies?: { passwordPolicy?: unknown };
  } & Record<string, unknown>;
  const { passwordPolicy, ...others } = policies ?? {};
  return { ...properties, ...others, ...(passwordPolicy !== undefined && { passwordPolicy }) };
};

interface Parts {
  readonly cloud: Pick<Cloud, "made" | "clock">;
  readonly pools: Map<string, UserPool>;
  readonly poolOfClient: Map<string, UserPool>;
}

/** What a resource's schema refuses, in Cognito's own error. */
const inCognitoError = async <Result>(run: () => Promise<Result> | Result): Promise<Result> => {
  try {
    return await run();
  } catch (error) {
    if (error instanceof AwsError && error.code === "ValidationException")
      throw new AwsError("InvalidParameterException", error.message, { cause: error });
    throw error;
  }
};

/** Makes, changes and deletes user pools and their app clients. */
export const controlOperations = ({ cloud, pools, poolOfClient }: Parts): CognitoOperations => {
  let made = 0;
  const poolOf = (id: string): UserPool => {
    const pool = pools.get(id);
    if (!pool) throw new AwsError("ResourceNotFoundException", `User pool ${id} does not exist.`);
    return pool;
  };
  const clientOf = (pool: UserPool, id: string): Client => {
    const client = pool.clients.get(id);
    if (!client) throw new AwsError("ResourceNotFoundException", `User pool client ${id} does not exist.`);
    return client;
  };
  const describedPool = (pool: UserPool) => {
    const { name: _, tags, tagsAll, passwordPolicy, schemas, ...properties } = pool.properties;
    return {
      ...asApi(properties),
      Id: pool.id,
      Arn: pool.arn,
      Name: pool.name,
      Policies: { PasswordPolicy: asApi(passwordPolicy) },
      SchemaAttributes: schemas.map((schema) => asApi(schema)),
      UserPoolTags: tags,
      CreationDate: new Date(pool.createdAt),
      LastModifiedDate: new Date(cloud.clock.now()),
    };
  };
  const describedClient = ({ id, secret, generateSecret, ...properties }: Client) => ({
    ...asApi(properties),
    ClientId: id,
    ClientSecret: secret,
    CreationDate: new Date(cloud.clock.now()),
    LastModifiedDate: new Date(cloud.clock.now()),
  });
  const removeClient = (id: string) => {
    poolOfClient.get(id)?.clients.delete(id);
    poolOfClient.delete(id);
    cloud.made.forget(CLIENT, id);
  };

  return {
    CreateUserPool(input) {
      const asked = parse(createPool, input);
      // Several pools may have one name.
      const logicalName = `${asked.PoolName} ${++made}`;
      return inCognitoError(async () => {
        const { id } = await cloud.made.make(POOL, logicalName, poolOfInput(asked));
        return { UserPool: describedPool(poolOf(id)) };
      });
    },
    /** What is not given goes back to its default, as on AWS. */
    UpdateUserPool(input) {
      const { UserPoolId, ...asked } = parse(updatePool, input);
      const pool = poolOf(UserPoolId);
      const {
        name: poolName,
        usernameAttributes,
        aliasAttributes,
        schemas,
        usernameConfiguration,
      } = pool.properties;
      const fixed = { name: poolName, usernameAttributes, aliasAttributes, schemas, usernameConfiguration };
      const changed = parse(userPoolProperties, { ...fixed, ...poolOfInput(asked) });
      Object.assign(pool.properties, changed);
      return {};
    },
    DeleteUserPool(input) {
      const pool = poolOf(parse(ofPool, input).UserPoolId);
      if (pool.properties.deletionProtection === "ACTIVE")
        throw new AwsError(
          "InvalidParameterException",
          "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.",
        );
      for (const id of [...pool.clients.keys()]) removeClient(id);
      pools.delete(pool.id);
      cloud.made.forget(POOL, pool.id);
      return {};
    },

    CreateUserPoolClient(input) {
      const asked = parse(createClient, input);
      poolOf(asked.UserPoolId);
      const logicalName = `${asked.ClientName} ${++made}`;
      return inCognitoError(async () => {
        const { id } = await cloud.made.make(CLIENT, logicalName, asResource(asked));
        return { UserPoolClient: describedClient(clientOf(poolOf(asked.UserPoolId), id)) };
      });
    },
    DescribeUserPoolClient(input) {
      const { UserPoolId, ClientId } = parse(ofClient, input);
      return { UserPoolClient: describedClient(clientOf(poolOf(UserPoolId), ClientId)) };
    },
    ListUserPoolClients(input) {
      const { UserPoolId, MaxResults, NextToken } = parse(listClients, input);
      const all = [...poolOf(UserPoolId).clients.values()];
      const to = NextToken + MaxResults;
      return {
        UserPoolClients: all.slice(NextToken, to).map((client) => ({
          ClientId: client.id,
          UserPoolId,
          ClientName: client.name,
        })),
        NextToken: to < all.length ? String(to) : undefined,
      };
    },
    UpdateUserPoolClient(input) {
      const { ClientId, ...asked } = parse(updateClient, input);
      const pool = poolOf(asked.UserPoolId);
      const { id, secret, name: clientName, generateSecret } = clientOf(pool, ClientId);
      const properties = parse(userPoolClientProperties, {
        name: clientName,
        generateSecret,
        ...asResource(asked),
      });
      const client = { ...properties, id, secret };
      pool.clients.set(id, client);
      return { UserPoolClient: describedClient(client) };
    },
    DeleteUserPoolClient(input) {
      const { UserPoolId, ClientId } = parse(ofClient, input);
      removeClient(clientOf(poolOf(UserPoolId), ClientId).id);
      return {};
    },
  };
};
