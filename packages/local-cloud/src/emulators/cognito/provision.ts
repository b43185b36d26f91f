import type { Cloud, Emulator, VirtualHost } from "../../core/cloud.ts";
import type { Resource } from "../../core/resource-graph.ts";
import { neverWritable } from "./attributes.ts";
import { userPoolClientProperties } from "./client-properties.ts";
import { hostOf } from "./hosted/domains.ts";
import type { KeptPools } from "./kept-pools.ts";
import { userPoolProperties } from "./pool-properties.ts";
import {
  resourceServerProperties,
  userGroupProperties,
  userInGroupProperties,
  userPoolArn,
  userPoolDomainProperties,
  userProperties,
  userSub,
} from "./resources.ts";
import type { Store } from "./store.ts";
import { createUserPool, type UserPool } from "./user-pool.ts";

interface Parts {
  readonly cloud: Cloud;
  readonly pools: Map<string, UserPool>;
  readonly kept: KeptPools;
  readonly store: Store;
  /** Serves the pages of a domain. */
  readonly hosted: (host: string) => VirtualHost;
}

/** How each resource of a config comes into the pools. */
export const provisioners = ({
  cloud,
  pools,
  kept,
  store,
  hosted,
}: Parts): NonNullable<Emulator["provision"]> => {
  const poolOf = (id: string, { name }: Resource): UserPool => {
    const pool = pools.get(id);
    if (!pool) throw new Error(`${name} belongs to the user pool ${id}, which does not exist.`);
    return pool;
  };
  /** Users of the config, by pool and name. */
  const declared = new Set<string>();
  const nameOf = ({ outputs, name }: Resource) => String(outputs.name ?? name);
  return {
    "aws:cognito/userPool:UserPool"(resource) {
      const arn = userPoolArn(resource.id, cloud);
      const properties = userPoolProperties.parse(resource.inputs);
      const { customEmailSender, customSmsSender } = properties.lambdaConfig ?? {};
      if (customEmailSender ?? customSmsSender)
        cloud.warn(
          `${resource.name} has a function that sends its messages, which would get encrypted codes: here nobody asks it, and messages go to the mailbox as they are.`,
        );
      const createdAt = kept.createdAt(resource.id, resource.urn.startsWith("urn:made:"));
      const pool = { id: resource.id, arn, name: nameOf(resource), properties, createdAt };
      pools.set(
        resource.id,
        createUserPool(pool, store, () => cloud.clock.now()),
      );
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
      store.clients.set(resource.id, { ...properties, id: resource.id, secret });
    },
    "aws:cognito/userGroup:UserGroup"(resource) {
      if (cloud.provisioned.isKept(resource)) return;
      const { userPoolId, description, precedence, roleArn } = userGroupProperties.parse(resource.inputs);
      poolOf(userPoolId, resource).setGroup({ name: nameOf(resource), description, precedence, roleArn });
    },
    "aws:cognito/user:User"(resource) {
      const user = userProperties.parse(resource.inputs);
      const pool = poolOf(user.userPoolId, resource);
      const key = `${user.userPoolId}/${user.username}`;
      const left = declared.has(key) ? undefined : pool.find(user.username);
      declared.add(key);
      if (cloud.provisioned.isKept(resource)) return;
      if (left) pool.delete(left);
      const added = pool.add({
        username: user.username,
        password: user.password ?? user.temporaryPassword,
        attributes: new Map(Object.entries(user.attributes)),
        status: user.password === undefined ? "FORCE_CHANGE_PASSWORD" : "CONFIRMED",
        sub: userSub(user.userPoolId, user.username),
      });
      pool.change(added, { enabled: user.enabled, groups: left?.groups ?? [] });
    },
    "aws:cognito/userInGroup:UserInGroup"(resource) {
      if (cloud.provisioned.isKept(resource)) return;
      const { userPoolId, groupName, username } = userInGroupProperties.parse(resource.inputs);
      const pool = poolOf(userPoolId, resource);
      const user = pool.find(username);
      if (!user) throw new Error(`${resource.name}: there is no user ${username} in the pool ${userPoolId}.`);
      pool.change(user, { groups: [...new Set([...user.groups, groupName])] });
    },
    "aws:cognito/userPoolDomain:UserPoolDomain"(resource) {
      const { domain, userPoolId } = userPoolDomainProperties.parse(resource.inputs);
      poolOf(userPoolId, resource);
      const host = hostOf(domain, cloud);
      store.domains.set(domain, { domain, userPoolId, host });
      cloud.serve(hosted(host));
    },
    "aws:cognito/resourceServer:ResourceServer"(resource) {
      const server = resourceServerProperties.parse(resource.inputs);
      poolOf(server.userPoolId, resource);
      store.resourceServers.set(`${server.userPoolId}/${server.identifier}`, server);
    },
  };
};
