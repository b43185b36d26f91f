import type { ResourceGraph } from "../core/resource-graph.ts";
import { text } from "../core/values.ts";
import { CLUSTER, INSTANCE } from "../emulators/rds/resources.ts";

/** Where each database answers, with its user and its name; the password is the one that links have. */
export const databaseLines = ({ resources, components }: ResourceGraph): string[] =>
  resources
    .filter(({ type, inputs }) => type === CLUSTER || (type === INSTANCE && !inputs.replicateSourceDb))
    .map(({ name, parent, outputs }) => {
      const owner = components.find(({ urn }) => urn === parent)?.name ?? name;
      const user = text(outputs.username) || text(outputs.masterUsername) || "postgres";
      const database = text(outputs.dbName) || text(outputs.databaseName) || "postgres";
      return `${owner}: postgres://${user}@127.0.0.1:${outputs.port}/${database}`;
    });
