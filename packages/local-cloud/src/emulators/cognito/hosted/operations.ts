import { z } from "zod";
import { AwsError } from "../../../core/aws-error.ts";
import type { Cloud } from "../../../core/cloud.ts";
import { pageToken } from "../../parse-input.ts";
import type { CognitoOperations } from "../api.ts";
import * as input from "../inputs.ts";
import type { Lookup } from "../lookup.ts";
import { parse } from "../parse.ts";
import { resourceServerProperties, userPoolDomainProperties } from "../resources.ts";
import { asResource } from "../spelling.ts";
import type { ResourceServer, Store } from "../store.ts";
import { domainOf } from "./domains.ts";

const server = { ...input.ofPool, Identifier: z.string() };
const serverDefinition = z.looseObject({ ...server, Name: z.string() });
const domain = { Domain: z.string().min(1).max(63) };
const domainDefinition = z.looseObject({ ...input.ofPool, ...domain });
const inputs = {
  Server: z.strictObject(server),
  ListResourceServers: z.strictObject({
    ...input.ofPool,
    MaxResults: z.int().min(1).max(50).default(50),
    NextToken: pageToken,
  }),
  Domain: z.strictObject(domain),
  DeleteUserPoolDomain: z.strictObject({ ...input.ofPool, ...domain }),
};

const SERVER = "aws:cognito/resourceServer:ResourceServer";
const DOMAIN = "aws:cognito/userPoolDomain:UserPoolDomain";

interface Parts {
  readonly cloud: Cloud;
  readonly store: Store;
  readonly lookup: Lookup;
}

const described = ({ userPoolId, identifier, name, scopes }: ResourceServer) => ({
  UserPoolId: userPoolId,
  Identifier: identifier,
  Name: name,
  Scopes: scopes.map(({ scopeName, scopeDescription }) => ({
    ScopeName: scopeName,
    ScopeDescription: scopeDescription,
  })),
});

/** Domains of user pools, and what apps protect with scopes of their own. */
export const hostedOperations = ({ cloud, store, lookup }: Parts): CognitoOperations => {
  const serverOf = ({ UserPoolId, Identifier }: { UserPoolId: string; Identifier: string }) => {
    lookup.pool(UserPoolId);
    const found = store.resourceServers.get(`${UserPoolId}/${Identifier}`);
    if (found) return found;
    throw new AwsError("ResourceNotFoundException", "Resource server does not exist.");
  };

  return {
    async CreateResourceServer(raw) {
      const asked = parse(serverDefinition, raw);
      const { UserPoolId, Identifier, Name: name } = asked;
      lookup.pool(UserPoolId);
      if (store.resourceServers.has(`${UserPoolId}/${Identifier}`))
        throw new AwsError(
          "InvalidParameterException",
          `${Identifier} already exists in user pool ${UserPoolId}.`,
        );
      const properties = parse(resourceServerProperties, { ...asResource(asked), name });
      await cloud.made.make(SERVER, `${UserPoolId} ${Identifier}`, properties);
      return { ResourceServer: described(serverOf(asked)) };
    },
    UpdateResourceServer(raw) {
      const asked = parse(serverDefinition, raw);
      serverOf(asked);
      const changed = parse(resourceServerProperties, { ...asResource(asked), name: asked.Name });
      store.resourceServers.set(`${asked.UserPoolId}/${asked.Identifier}`, changed);
      return { ResourceServer: described(changed) };
    },
    DescribeResourceServer: (raw) => ({ ResourceServer: described(serverOf(parse(inputs.Server, raw))) }),
    ListResourceServers(raw) {
      const { UserPoolId, MaxResults, NextToken } = parse(inputs.ListResourceServers, raw);
      const { id } = lookup.pool(UserPoolId);
      const all = [...store.resourceServers.values()].filter(({ userPoolId }) => userPoolId === id);
      const to = NextToken + MaxResults;
      return {
        ResourceServers: all.slice(NextToken, to).map(described),
        NextToken: to < all.length ? String(to) : undefined,
      };
    },
    DeleteResourceServer(raw) {
      const { userPoolId, identifier } = serverOf(parse(inputs.Server, raw));
      store.resourceServers.delete(`${userPoolId}/${identifier}`);
      cloud.made.forget(SERVER, `${userPoolId}|${identifier}`);
      return {};
    },

    async CreateUserPoolDomain(raw) {
      const { UserPoolId, Domain, CustomDomainConfig, ...rest } = parse(domainDefinition, raw);
      lookup.pool(UserPoolId);
      if (store.domains.has(Domain))
        throw new AwsError("InvalidParameterException", "Domain already associated with another user pool.");
      if (domainOf(store, UserPoolId))
        throw new AwsError("InvalidParameterException", "User pool already has a domain configured.");
      const properties = parse(userPoolDomainProperties, {
        ...asResource(rest),
        ...asResource(CustomDomainConfig ?? {}),
        domain: Domain,
        userPoolId: UserPoolId,
      });
      await cloud.made.make(DOMAIN, Domain, properties);
      return {};
    },
    DescribeUserPoolDomain(raw) {
      const found = store.domains.get(parse(inputs.Domain, raw).Domain);
      if (!found) return { DomainDescription: {} };
      return {
        DomainDescription: {
          UserPoolId: found.userPoolId,
          Domain: found.domain,
          AWSAccountId: cloud.accountId,
          Status: "ACTIVE",
        },
      };
    },
    DeleteUserPoolDomain(raw) {
      const { UserPoolId, Domain } = parse(inputs.DeleteUserPoolDomain, raw);
      if (store.domains.get(Domain)?.userPoolId !== lookup.pool(UserPoolId).id)
        throw new AwsError("InvalidParameterException", "No such domain or user pool exists.");
      store.domains.delete(Domain);
      cloud.made.forget(DOMAIN, Domain);
      return {};
    },
  };
};
