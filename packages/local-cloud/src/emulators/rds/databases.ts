import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Cloud } from "../../core/cloud.ts";
import type { Resource } from "../../core/resource-graph.ts";
import type { Surroundings } from "../../core/service.ts";
import { managedSecret, managedSecretName } from "./managed-secret.ts";
import { type DatabaseServer, isInstalled, serveDatabase } from "./postgres/server.ts";
import { clusterProperties, instanceProperties } from "./resources.ts";
import { vectorTablesOf } from "./vector-tables.ts";

/** The databases of an app, each with its server. */
export interface Databases {
  addInstance(resource: Resource): void;
  addCluster(resource: Resource): Promise<void>;
  /** Of a cluster, by its ARN. */
  find(clusterArn: string): ServedCluster | undefined;
  /** Gives up those that nothing declares any more. */
  restore(): void;
  /** Makes those that are new, which takes seconds; the others wait until somebody asks. */
  start(): void;
  stop(): Promise<void>;
}

export interface ServedCluster extends DatabaseServer {
  /** The one that its server has. */
  readonly name: string;
  /** Whether the Data API is let in. */
  readonly hasDataApi: boolean;
}

const PGLITE = "@electric-sql/pglite";
const PGVECTOR = "@electric-sql/pglite-pgvector";

const requirePackage = (name: string, what: string) => {
  if (isInstalled(name)) return;
  throw new Error(
    `it runs on ${what}, which is not installed. Install it with "npm install --save-dev ${name}", or say with \`dev\` how to reach a PostgreSQL on this machine.`,
  );
};

export const createDatabases = (cloud: Cloud, { servers }: Surroundings): Databases => {
  const { files } = cloud.state;
  const root = join(files ?? cloud.localFolder, "postgres");
  if (files === undefined) rmSync(root, { recursive: true, force: true });
  const all = new Map<string, DatabaseServer>();
  const fresh: DatabaseServer[] = [];
  const gone: string[] = [];
  const clusters = new Map<string, ServedCluster>();

  const serve = ({ id, outputs }: Resource, database: string, user = "postgres", password?: string) => {
    requirePackage(PGLITE, "PGlite, a PostgreSQL for Node.js (27 MB)");
    if (!password) throw new Error("it has no password; RDS makes up none");
    const server = servers?.get(Number(outputs.port));
    if (!server) throw new Error(`nothing listens at its port, ${outputs.port}`);
    const folder = join(root, id);
    const setUp = vectorTablesOf(cloud.graph, String(outputs.arn));
    if (setUp) requirePackage(PGVECTOR, "pgvector for PGlite");
    const served = serveDatabase(server, { folder, database, user, password, setUp });
    all.set(id, served);
    if (!existsSync(folder)) fresh.push(served);
    return served;
  };

  return {
    addInstance(resource) {
      const { dbName, username, password, replicateSourceDb } = instanceProperties.parse(resource.inputs);
      // A replica is what it is a replica of.
      if (replicateSourceDb === undefined) serve(resource, dbName ?? "postgres", username, password);
    },
    async addCluster(resource) {
      const properties = clusterProperties.parse(resource.inputs);
      const { databaseName: name = "postgres", masterUsername: user = "postgres" } = properties;
      const [managed] = resource.outputs.masterUserSecrets as { secretArn: string }[];
      let password = properties.masterPassword;
      if (managed) {
        const secretString = managedSecret(managed.secretArn, user);
        ({ password } = JSON.parse(secretString) as { password: string });
        const { make } = cloud.made;
        await make("aws:secretsmanager/secret:Secret", resource.name, {
          name: managedSecretName(resource.id),
        });
        if (!cloud.provisioned.isKept(resource))
          await make("aws:secretsmanager/secretVersion:SecretVersion", resource.name, {
            secretId: managed.secretArn,
            secretString,
          });
      }
      const served = serve(resource, name, user, password);
      clusters.set(String(resource.outputs.arn), {
        ...served,
        name,
        hasDataApi: properties.enableHttpEndpoint === true,
      });
    },
    find: (clusterArn) => clusters.get(clusterArn),
    restore() {
      const kept = existsSync(root) ? readdirSync(root) : [];
      gone.push(...kept.filter((id) => !all.has(id.replace(/\.new$/, ""))));
      for (const id of gone) cloud.state.drop(`the database ${id}`);
    },
    start() {
      for (const id of gone) rmSync(join(root, id), { recursive: true, force: true });
      for (const { database } of fresh) database.open();
    },
    stop: async () => {
      await Promise.all([...all.values()].map((one) => one.stop()));
    },
  };
};
