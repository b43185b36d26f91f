import type { DrawnType, ServiceDescription } from "../../core/service.ts";
import { rdsQuery } from "./query.ts";
import { CLUSTER, INSTANCE, resourceTypes } from "./resources.ts";

const database: DrawnType = {
  node: "table",
  facts: ({ dbName, databaseName, username, masterUsername }, { outputs: { port } }) => ({
    Database: dbName ?? databaseName,
    User: username ?? masterUsername,
    Address: `127.0.0.1:${port}`,
  }),
};

export const service: ServiceDescription = {
  name: "rds",
  title: "RDS",
  resourceTypes,
  wire: { query: rdsQuery },
  sdk: { name: "rds", prefix: "Rds" },
  map: { [INSTANCE]: database, [CLUSTER]: database },
  task: ["table", "call"],
  load: async () => (await import("./emulator.ts")).createRdsEmulators,
};

/** An API of its own, of the same emulator. */
export const data: ServiceDescription = {
  name: "rds-data",
  title: "RDS Data API",
  wire: {
    rest: {
      BatchExecuteStatement: "POST /BatchExecute",
      BeginTransaction: "POST /BeginTransaction",
      CommitTransaction: "POST /CommitTransaction",
      ExecuteStatement: "POST /Execute",
      RollbackTransaction: "POST /RollbackTransaction",
    },
  },
  sdk: { name: "rdsdata", prefix: "RdsData", camelCase: true },
  place: ({ resource }, { find }) => find(resource),
  task: ["table", "call"],
};
