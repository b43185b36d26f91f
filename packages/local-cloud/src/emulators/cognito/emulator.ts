import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Cloud, Emulator } from "../../core/cloud.ts";
import type { Resource } from "../../core/resource-graph.ts";
import { adminOperations } from "./admin-operations.ts";
import { neverWritable } from "./attributes.ts";
import { controlOperations } from "./control.ts";
import { keySetHost } from "./key-set-host.ts";
import { keepSigningKey } from "./keys.ts";
import { type Lookup, publicOperations } from "./public-operations.ts";
import {
  userGroupProperties,
  userInGroupProperties,
  userPoolArn,
  userPoolClientProperties,
  userPoolProperties,
  userProperties,
  userSub,
} from "./resources.ts";
import { createSignIns } from "./sign-in.ts";
import { createTokenVerifier } from "./tokens.ts";
import { createTriggers } from "./triggers.ts";
import { createUserPool, type UserPool } from "./user-pool.ts";

export { type Claims, TokenError } from "./tokens.ts";

/**
 * Cognito user pools. Users are confirmed when they sign up; SRP, challenges of an app's own, hosted pages and multi-factor sign-in are
 * not emulated. The tokens are real: RS256, with a key set at the issuer's address.
 */
export const createCognitoEmulator = (cloud: Cloud): Emulator => {
  const pools = new Map<string, UserPool>();
  const poolOfClient = new Map<string, UserPool>();
  const tokens = createTokenVerifier(cloud, cloud.clock, (id) => pools.has(id));
  const ask = createTriggers(cloud);
  const signIns = createSignIns(cloud, cloud.clock, tokens, pools, ask);
  cloud.offer("tokens", tokens);
  cloud.serve(keySetHost(cloud, pools));

  const lookup: Lookup = (clientId) => {
    const pool = poolOfClient.get(clientId);
    const client = pool?.clients.get(clientId);
    if (!pool || !client)
      throw new AwsError("ResourceNotFoundException", `User pool client ${clientId} does not exist.`);
    return { pool, client };
  };
  const unauthenticated = publicOperations(lookup, signIns, ask);

  return {
    service: "cognito-idp",
    operations: {
      ...unauthenticated,
      ...adminOperations(pools, signIns, ask),
      ...controlOperations({ cloud, pools, poolOfClient }),
    },
    unsigned: new Set(Object.keys(unauthenticated)),
    provision: provisioners({ cloud, pools, poolOfClient }),
    start() {
      // In the background, so that the first sign-in finds it ready.
      void keepSigningKey(cloud.state);
    },
    permissions(operation, input) {
      if (Object.hasOwn(unauthenticated, operation)) return [];
      const { UserPoolId } = z.looseObject({ UserPoolId: z.string().optional() }).parse(input ?? {});
      return [
        { action: `cognito-idp:${operation}`, resource: UserPoolId ? userPoolArn(UserPoolId, cloud) : "*" },
      ];
    },
  };
};

interface State {
  readonly cloud: Cloud;
  readonly pools: Map<string, UserPool>;
  readonly poolOfClient: Map<string, UserPool>;
}

const provisioners = ({ cloud, pools, poolOfClient }: State): NonNullable<Emulator["provision"]> => {
  const poolOf = (id: string, { name }: Resource): UserPool => {
    const pool = pools.get(id);
    if (!pool) throw new Error(`${name} belongs to the user pool ${id}, which does not exist.`);
    return pool;
  };
  const nameOf = ({ outputs, name }: Resource) => String(outputs.name ?? name);
  return {
    "aws:cognito/userPool:UserPool"(resource) {
      const arn = userPoolArn(resource.id, cloud);
      const properties = userPoolProperties.parse(resource.inputs);
      const pool = createUserPool({ id: resource.id, arn, name: nameOf(resource), properties }, () =>
        cloud.clock.now(),
      );
      pools.set(resource.id, pool);
    },
    "aws:cognito/userPoolClient:UserPoolClient"(resource) {
      const properties = userPoolClientProperties.parse(resource.inputs);
      const pool = poolOf(properties.userPoolId, resource);
      const refused = neverWritable(properties.writeAttributes, pool.properties);
      if (refused.length > 0)
        throw new Error(
          `writeAttributes of an app client cannot have ${refused.join(", ")}: no client writes them, or the pool's schemas lack them.`,
        );
      const secret = properties.generateSecret ? String(resource.outputs.clientSecret) : undefined;
      pool.clients.set(resource.id, { ...properties, id: resource.id, secret });
      poolOfClient.set(resource.id, pool);
    },
    "aws:cognito/userGroup:UserGroup"(resource) {
      const { userPoolId, description, precedence, roleArn } = userGroupProperties.parse(resource.inputs);
      const name = nameOf(resource);
      poolOf(userPoolId, resource).groups.set(name, { name, description, precedence, roleArn });
    },
    "aws:cognito/user:User"(resource) {
      const user = userProperties.parse(resource.inputs);
      const added = poolOf(user.userPoolId, resource).add({
        username: user.username,
        password: user.password ?? user.temporaryPassword,
        attributes: new Map(Object.entries(user.attributes)),
        status: user.password === undefined ? "FORCE_CHANGE_PASSWORD" : "CONFIRMED",
        sub: userSub(user.userPoolId, user.username),
      });
      added.enabled = user.enabled;
    },
    "aws:cognito/userInGroup:UserInGroup"(resource) {
      const { userPoolId, groupName, username } = userInGroupProperties.parse(resource.inputs);
      const user = poolOf(userPoolId, resource).find(username);
      if (!user) throw new Error(`${resource.name}: there is no user ${username} in the pool ${userPoolId}.`);
      user.groups.add(groupName);
    },
  };
};
