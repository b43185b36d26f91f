import { randomUUID } from "node:crypto";
import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Cloud } from "../../core/cloud.ts";
import { pageToken } from "../parse-input.ts";
import type { CognitoOperations } from "./api.ts";
import { userPoolClientProperties } from "./client-properties.ts";
import { domainOf } from "./hosted/domains.ts";
import type { KeptPools } from "./kept-pools.ts";
import type { Lookup } from "./lookup.ts";
import { parse } from "./parse.ts";
import { userPoolProperties } from "./pool-properties.ts";
import { asApi, asResource } from "./spelling.ts";
import type { Client, Store } from "./store.ts";
import type { UserPool } from "./user-pool.ts";

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
const listPools = z.strictObject({ MaxResults: z.int().min(1).max(60), NextToken: pageToken });
const ofClient = z.strictObject({ UserPoolId: z.string(), ClientId: z.string() });
const updateClient = z.looseObject({ ...ofClient.shape, ClientName: name.optional() });
const listClients = z.strictObject({
  UserPoolId: z.string(),
  MaxResults: z.int().min(1).max(60).default(60),
  NextToken: pageToken,
});

const POOL = "aws:cognito/userPool:UserPool";
const CLIENT = "aws:cognito/userPoolClient:UserPoolClient";

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
  readonly kept: KeptPools;
  readonly store: Store;
  readonly lookup: Lookup;
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
export const controlOperations = ({ cloud, pools, kept, store, lookup }: Parts): CognitoOperations => {
  /** Several may have one name, also those of earlier runs. */
  const unique = (name: string) => `${name} ${randomUUID()}`;
  const clientOf = ({ UserPoolId, ClientId }: { UserPoolId: string; ClientId: string }): Client =>
    lookup.client(ClientId, lookup.pool(UserPoolId)).client;
  const clientsOf = (id: string) => [...store.clients.values()].filter(({ userPoolId }) => userPoolId === id);
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
      EstimatedNumberOfUsers: pool.users().length,
      CreationDate: new Date(pool.createdAt),
      LastModifiedDate: new Date(cloud.clock.now()),
    };
  };
  const describedClient = ({ id, secret, generateSecret, name: ClientName, ...properties }: Client) => ({
    ...asApi(properties),
    ClientName,
    ClientId: id,
    ClientSecret: secret,
    CreationDate: new Date(cloud.clock.now()),
    LastModifiedDate: new Date(cloud.clock.now()),
  });
  const removeClient = (id: string) => {
    store.clients.delete(id);
    cloud.made.forget(CLIENT, id);
  };

  return {
    CreateUserPool(input) {
      const asked = parse(createPool, input);
      return inCognitoError(async () => {
        const { id } = await cloud.made.make(POOL, unique(asked.PoolName), poolOfInput(asked));
        return { UserPool: describedPool(lookup.pool(id)) };
      });
    },
    DescribeUserPool: (input) => ({
      UserPool: describedPool(lookup.pool(parse(ofPool, input).UserPoolId)),
    }),
    ListUserPools(input) {
      const { MaxResults, NextToken } = parse(listPools, input);
      const to = NextToken + MaxResults;
      return {
        UserPools: [...pools.values()]
          .slice(NextToken, to)
          .map(({ id, name, createdAt }) => ({ Id: id, Name: name, CreationDate: new Date(createdAt) })),
        NextToken: to < pools.size ? String(to) : undefined,
      };
    },
    /** What is not given goes back to its default, as on AWS. */
    UpdateUserPool(input) {
      const { UserPoolId, ...asked } = parse(updatePool, input);
      const pool = lookup.pool(UserPoolId);
      const { properties } = pool;
      const fixed = {
        name: properties.name,
        usernameAttributes: properties.usernameAttributes,
        aliasAttributes: properties.aliasAttributes,
        schemas: properties.schemas,
        usernameConfiguration: properties.usernameConfiguration,
        // Which have an operation of their own.
        softwareTokenMfaConfiguration: properties.softwareTokenMfaConfiguration,
        emailMfaConfiguration: properties.emailMfaConfiguration,
      };
      const changed = parse(userPoolProperties, { ...fixed, ...poolOfInput(asked) });
      Object.assign(pool.properties, changed);
      return {};
    },
    DeleteUserPool(input) {
      const pool = lookup.pool(parse(ofPool, input).UserPoolId);
      if (pool.properties.deletionProtection === "ACTIVE")
        throw new AwsError(
          "InvalidParameterException",
          "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.",
        );
      if (domainOf(store, pool.id))
        throw new AwsError(
          "InvalidParameterException",
          "User pool cannot be deleted. It has a domain configured that should be deleted first.",
        );
      for (const { id } of clientsOf(pool.id)) removeClient(id);
      for (const [key, { userPoolId }] of [...store.resourceServers])
        if (userPoolId === pool.id) store.resourceServers.delete(key);
      for (const records of [store.users, store.groups])
        for (const [key] of [...records].filter(([, { poolId }]) => poolId === pool.id)) records.delete(key);
      pools.delete(pool.id);
      kept.delete(pool.id);
      cloud.made.forget(POOL, pool.id);
      return {};
    },

    CreateUserPoolClient(input) {
      const asked = parse(createClient, input);
      lookup.pool(asked.UserPoolId);
      return inCognitoError(async () => {
        const { id } = await cloud.made.make(CLIENT, unique(asked.ClientName), asResource(asked));
        return { UserPoolClient: describedClient(lookup.client(id).client) };
      });
    },
    DescribeUserPoolClient(input) {
      return { UserPoolClient: describedClient(clientOf(parse(ofClient, input))) };
    },
    ListUserPoolClients(input) {
      const { UserPoolId, MaxResults, NextToken } = parse(listClients, input);
      const all = clientsOf(lookup.pool(UserPoolId).id);
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
      const { UserPoolId } = asked;
      const { id, secret, name: clientName, generateSecret } = clientOf({ UserPoolId, ClientId });
      const properties = parse(userPoolClientProperties, {
        name: clientName,
        generateSecret,
        ...asResource(asked),
      });
      const client = { ...properties, id, secret };
      store.clients.set(id, client);
      return { UserPoolClient: describedClient(client) };
    },
    DeleteUserPoolClient(input) {
      removeClient(clientOf(parse(ofClient, input)).id);
      return {};
    },
  };
};
