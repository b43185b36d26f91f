import type { ResourceGraph } from "../../core/resource-graph.ts";
import { identifier, literal } from "./postgres/quote.ts";

/** What `sst.aws.Vector` has made in its cluster by a provider of SST's own: nothing, of a cluster that has another use. */
export const vectorTablesOf = ({ resources }: ResourceGraph, clusterArn: string): string =>
  resources
    .filter(({ name, inputs }) => name.endsWith(".sst.aws.VectorTable") && inputs.clusterArn === clusterArn)
    .map(({ inputs }) => vectorTable(String(inputs.tableName), Number(inputs.dimension)))
    .join("");

/** Made anew when it has vectors of another dimension. */
const vectorTable = (name: string, dimension: number): string => {
  const table = identifier(name);
  return `
    CREATE EXTENSION IF NOT EXISTS vector;
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    DO $$ BEGIN
      IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass(${literal(table)}) AND attname = 'embedding'
        AND atttypmod <> ${dimension}) THEN DROP TABLE ${table}; END IF;
    END $$;
    CREATE TABLE IF NOT EXISTS ${table} (id bigserial PRIMARY KEY, embedding vector(${dimension}), metadata jsonb);
    CREATE INDEX IF NOT EXISTS ${identifier(`${name}_embedding`)} ON ${table} USING hnsw (embedding vector_cosine_ops);
    CREATE INDEX IF NOT EXISTS ${identifier(`${name}_metadata`)} ON ${table} USING gin (metadata);`;
};
