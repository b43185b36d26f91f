import type { DBCluster, DBInstance } from "@aws-sdk/client-rds";
import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Cloud, Emulator } from "../../core/cloud.ts";
import type { Resource } from "../../core/resource-graph.ts";
import type { Surroundings } from "../../core/service.ts";
import { asText } from "../../core/values.ts";
import { parseInput } from "../parse-input.ts";
import type { RdsOperations } from "./api.ts";
import { createDataApi } from "./data-api/emulator.ts";
import { createDatabases } from "./databases.ts";
import { CLUSTER, CLUSTER_INSTANCE, INSTANCE } from "./resources.ts";

const inputs = {
  DescribeDBInstances: z.strictObject({ DBInstanceIdentifier: z.string().optional() }),
  DescribeDBClusters: z.strictObject({ DBClusterIdentifier: z.string().optional() }),
};

const describeInstance = ({ type, inputs, outputs }: Resource): DBInstance => ({
  DBInstanceIdentifier: asText(outputs.identifier),
  DBInstanceArn: asText(outputs.arn),
  DbiResourceId: asText(outputs.resourceId ?? outputs.dbiResourceId),
  DBInstanceClass: asText(inputs.instanceClass),
  DBInstanceStatus: "available",
  Engine: type === INSTANCE ? "postgres" : "aurora-postgresql",
  EngineVersion: asText(inputs.engineVersion),
  DBName: asText(inputs.dbName),
  MasterUsername: asText(inputs.username),
  DBClusterIdentifier: asText(inputs.clusterIdentifier),
  ReadReplicaSourceDBInstanceIdentifier: asText(inputs.replicateSourceDb),
  Endpoint: { Address: "127.0.0.1", Port: Number(outputs.port) },
});

const describeCluster = ({ inputs, outputs }: Resource, instances: readonly Resource[]): DBCluster => ({
  DBClusterIdentifier: asText(outputs.clusterIdentifier),
  DBClusterArn: asText(outputs.arn),
  DbClusterResourceId: asText(outputs.clusterResourceId),
  Status: "available",
  Engine: "aurora-postgresql",
  EngineVersion: asText(inputs.engineVersion),
  DatabaseName: asText(inputs.databaseName),
  MasterUsername: asText(inputs.masterUsername),
  Endpoint: "127.0.0.1",
  ReaderEndpoint: "127.0.0.1",
  Port: Number(outputs.port),
  HttpEndpointEnabled: inputs.enableHttpEndpoint === true,
  DBClusterMembers: instances
    .filter((one) => one.inputs.clusterIdentifier === outputs.clusterIdentifier)
    .map(({ outputs: { identifier } }, index) => ({
      DBInstanceIdentifier: asText(identifier),
      IsClusterWriter: index === 0,
    })),
});

const notFound = (code: string, what: string) => new AwsError(code, `${what} not found.`, { status: 404 });

/** RDS and its Data API: PostgreSQL as PGlite has it. Instances, replicas and proxies of a database are all the same. */
export const createRdsEmulators = (cloud: Cloud, surroundings: Surroundings): readonly Emulator[] => {
  const databases = createDatabases(cloud, surroundings);
  const declared = (...types: string[]) => cloud.graph.resources.filter(({ type }) => types.includes(type));
  const rds: Emulator = {
    service: "rds",
    operations: {
      DescribeDBInstances(input) {
        const { DBInstanceIdentifier: name } = parseInput(inputs.DescribeDBInstances, input);
        const found = declared(INSTANCE, CLUSTER_INSTANCE)
          .map(describeInstance)
          .filter((one) => name === undefined || one.DBInstanceIdentifier === name);
        if (name !== undefined && found.length === 0)
          throw notFound("DBInstanceNotFound", `DBInstance ${name}`);
        return { DBInstances: found };
      },
      DescribeDBClusters(input) {
        const { DBClusterIdentifier: name } = parseInput(inputs.DescribeDBClusters, input);
        const found = declared(CLUSTER)
          .map((cluster) => describeCluster(cluster, declared(CLUSTER_INSTANCE)))
          .filter((one) => name === undefined || [one.DBClusterIdentifier, one.DBClusterArn].includes(name));
        if (name !== undefined && found.length === 0)
          throw notFound("DBClusterNotFoundFault", `DBCluster ${name}`);
        return { DBClusters: found };
      },
    } satisfies RdsOperations,
    provision: { [INSTANCE]: databases.addInstance, [CLUSTER]: databases.addCluster },
    restore: databases.restore,
    start: databases.start,
    stop: databases.stop,
  };
  return [rds, createDataApi(cloud, databases)];
};
