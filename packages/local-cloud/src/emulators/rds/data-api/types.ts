/** Object ids of PostgreSQL's types, as `pg_type` has them. */
export const oid = {
  bool: 16,
  bytea: 17,
  int8: 20,
  int2: 21,
  int4: 23,
  oid: 26,
  float4: 700,
  float8: 701,
  varchar: 1043,
  date: 1082,
  time: 1083,
  timestamp: 1114,
  timestamptz: 1184,
  numeric: 1700,
  uuid: 2950,
  jsonb: 3802,
} as const;

/** As `java.sql.Types` numbers them, which is what the Data API's metadata has; 1111 is any other. */
export const javaTypes: Readonly<Record<string, number>> = {
  bool: -7,
  bpchar: 1,
  bytea: -2,
  date: 91,
  float4: 7,
  float8: 8,
  int2: 5,
  int4: 4,
  int8: -5,
  numeric: 2,
  text: 12,
  time: 92,
  timestamp: 93,
  timestamptz: 93,
  varchar: 12,
};
