import { z } from "zod";
import { arnOf } from "../../core/arn.ts";
import {
  type Account,
  defineResourceType,
  physicalName,
  type ResourceType,
  stableId,
} from "../../core/resource-type.ts";
import { symbolicPort } from "../../core/symbolic-port.ts";
import { managedSecretArn } from "./managed-secret.ts";

export const INSTANCE = "aws:rds/instance:Instance";
export const CLUSTER = "aws:rds/cluster:Cluster";
export const CLUSTER_INSTANCE = "aws:rds/clusterInstance:ClusterInstance";

const HOST = "127.0.0.1";
const machines =
  "one PostgreSQL for all instances of a database: there are no machines, replicas and backups";

const engine = (name: string) =>
  z.literal(name, {
    error: `the local cloud has PostgreSQL, and no other engine; say with \`dev\` how to reach one that runs on this machine`,
  });

/** Size, storage, networks, backups and versions are of machines that do not run here. */
export const instanceProperties = z.looseObject({
  engine: engine("postgres").optional(),
  identifier: z.string().optional(),
  identifierPrefix: z.string().optional(),
  dbName: z.string().optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  replicateSourceDb: z.string().optional(),
  manageMasterUserPassword: z
    .literal(false, { error: "set `password`; RDS keeps one of a cluster, here, and none of an instance" })
    .optional(),
});

export const clusterProperties = z.looseObject({
  engine: engine("aurora-postgresql"),
  clusterIdentifier: z.string().optional(),
  clusterIdentifierPrefix: z.string().optional(),
  databaseName: z.string().optional(),
  masterUsername: z.string().optional(),
  masterPassword: z.string().optional(),
  manageMasterUserPassword: z.boolean().optional(),
  enableHttpEndpoint: z.boolean().optional(),
});

const identifierOf = (logicalName: string, name?: string, namePrefix?: string) =>
  physicalName(logicalName, { name, namePrefix }).toLowerCase();

const named = (type: string, kind: string): ResourceType =>
  defineResourceType({
    type: `aws:rds/${type}`,
    properties: z.looseObject({ name: z.string().optional(), namePrefix: z.string().optional() }),
    compute: ({ name: logicalName, inputs }, account) => {
      const name = identifierOf(logicalName, inputs.name, inputs.namePrefix);
      return { id: name, name, arn: arnOf("rds", account, `${kind}:${name}`) };
    },
    inert: machines,
  });

const proxied = "a proxy is the database itself: connections are not pooled";

const resourceId = (kind: string, name: string) => `${kind}-${stableId(name).toUpperCase()}`;

export const resourceTypes: readonly ResourceType[] = [
  defineResourceType({
    type: INSTANCE,
    properties: instanceProperties,
    compute: ({ name, inputs }, account: Account) => {
      const identifier = identifierOf(name, inputs.identifier, inputs.identifierPrefix);
      const port = symbolicPort(inputs.replicateSourceDb ?? identifier);
      return {
        id: identifier,
        identifier,
        arn: arnOf("rds", account, `db:${identifier}`),
        resourceId: resourceId("db", identifier),
        address: HOST,
        endpoint: `${HOST}:${port}`,
        port,
        status: "available",
        engine: "postgres",
        dbName: inputs.dbName ?? "",
        tagsAll: inputs.tags ?? {},
      };
    },
  }),
  defineResourceType({
    type: CLUSTER,
    properties: clusterProperties,
    compute: ({ name, inputs }, account) => {
      const identifier = identifierOf(name, inputs.clusterIdentifier, inputs.clusterIdentifierPrefix);
      const secretArn = managedSecretArn(identifier, account);
      return {
        id: identifier,
        clusterIdentifier: identifier,
        arn: arnOf("rds", account, `cluster:${identifier}`),
        clusterResourceId: resourceId("cluster", identifier),
        endpoint: HOST,
        readerEndpoint: HOST,
        port: symbolicPort(identifier),
        databaseName: inputs.databaseName ?? "",
        masterUserSecrets: inputs.manageMasterUserPassword ? [{ secretArn, secretStatus: "active" }] : [],
        tagsAll: inputs.tags ?? {},
      };
    },
  }),
  defineResourceType({
    type: CLUSTER_INSTANCE,
    properties: z.looseObject({ clusterIdentifier: z.string(), identifier: z.string().optional() }),
    compute: ({ name, inputs }, account) => {
      const identifier = identifierOf(name, inputs.identifier);
      return {
        id: identifier,
        identifier,
        arn: arnOf("rds", account, `db:${identifier}`),
        dbiResourceId: resourceId("db", identifier),
        endpoint: HOST,
        port: symbolicPort(inputs.clusterIdentifier),
        writer: true,
      };
    },
    inert: machines,
  }),
  named("subnetGroup:SubnetGroup", "subgrp"),
  named("parameterGroup:ParameterGroup", "pg"),
  named("clusterParameterGroup:ClusterParameterGroup", "cluster-pg"),
  defineResourceType({
    type: "aws:rds/proxy:Proxy",
    properties: z.looseObject({ name: z.string().optional(), engineFamily: engine("POSTGRESQL") }),
    compute: ({ name: logicalName, inputs }, account) => {
      const name = identifierOf(logicalName, inputs.name);
      return { id: name, name, arn: arnOf("rds", account, `db-proxy:prx-${stableId(name)}`), endpoint: HOST };
    },
    inert: proxied,
  }),
  defineResourceType({
    type: "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup",
    properties: z.looseObject({ dbProxyName: z.string() }),
    compute: ({ inputs: { dbProxyName } }, account) => ({
      id: dbProxyName,
      name: "default",
      arn: arnOf("rds", account, `target-group:prx-tg-${stableId(dbProxyName)}`),
    }),
    inert: proxied,
  }),
  defineResourceType({
    type: "aws:rds/proxyTarget:ProxyTarget",
    properties: z.looseObject({
      dbProxyName: z.string(),
      dbInstanceIdentifier: z.string().optional(),
      dbClusterIdentifier: z.string().optional(),
    }),
    compute: ({ inputs: { dbProxyName, dbInstanceIdentifier, dbClusterIdentifier } }) => {
      const target = dbInstanceIdentifier ?? dbClusterIdentifier ?? "";
      return { id: `${dbProxyName}/default/${target}`, rdsResourceId: target, endpoint: HOST };
    },
    inert: proxied,
  }),
];
