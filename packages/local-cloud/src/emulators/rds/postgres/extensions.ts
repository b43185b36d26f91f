import type { Extension, Extensions } from "@electric-sql/pglite";

/** Of those that RDS has, what PGlite brings: https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-extensions.html */
const names = [
  "amcheck",
  "bloom",
  "btree_gin",
  "btree_gist",
  "citext",
  "cube",
  "dict_int",
  "dict_xsyn",
  "earthdistance",
  "fuzzystrmatch",
  "hstore",
  "intarray",
  "isn",
  "lo",
  "ltree",
  "pg_trgm",
  "pgcrypto",
  "seg",
  "tablefunc",
  "tcn",
  "unaccent",
  "uuid_ossp",
];

const extensionIn = (module: object) => Object.values(module)[0] as Extension;

/** What `CREATE EXTENSION` may name; pgvector comes with a package of its own. */
export const loadExtensions = async (): Promise<Extensions> => {
  const contributed = names.map(async (name) => {
    const module = (await import(`@electric-sql/pglite/contrib/${name}`)) as object;
    return [name, extensionIn(module)] as const;
  });
  const vector = import("@electric-sql/pglite-pgvector").then(
    (module) => [["vector", extensionIn(module)] as const],
    () => [],
  );
  return Object.fromEntries([...(await Promise.all(contributed)), ...(await vector)]);
};
