import { z } from "zod";
import type { Journal } from "../../core/journal.ts";
import type { Tables } from "./tables.ts";
import type { RawAnswer } from "./wire.ts";

const field = "ReturnConsumedCapacity";
const writing = new Set(["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"]);

const units = z.object({ CapacityUnits: z.number() });
const indexes = z.record(z.string(), units).optional();
const consumed = z.looseObject({
  TableName: z.string(),
  CapacityUnits: z.number(),
  GlobalSecondaryIndexes: indexes,
  LocalSecondaryIndexes: indexes,
});
const answered = z.looseObject({ ConsumedCapacity: z.union([consumed, z.array(consumed)]) });

const record = (value: unknown) => (typeof value === "object" && value !== null ? value : {});
const tableNames = ({ TableName, RequestItems, TransactItems }: Record<string, unknown>): unknown[] => [
  TableName,
  ...Object.keys(record(RequestItems)),
  ...(Array.isArray(TransactItems) ? TransactItems : []).flatMap((item) =>
    Object.values(record(item)).map((part) => (record(part) as { TableName?: unknown }).TableName),
  ),
];

/**
 * What to send in place of a write to a table that has indexes, so that the answer says what was written to them;
 * undefined for all else, and where the client asks for that itself or for nothing there is.
 */
export const askingForIndexes = (
  operation: string,
  input: Record<string, unknown>,
  tables: Pick<Tables, "get">,
): Record<string, unknown> | undefined => {
  if (!writing.has(operation) || ![undefined, "NONE", "TOTAL"].includes(input[field] as string | undefined))
    return undefined;
  const has = (name: unknown) => typeof name === "string" && tables.get(name)?.hasIndexes;
  return tableNames(input).some(has) ? { ...input, [field]: "INDEXES" } : undefined;
};

/**
 * Records what the write did to indexes, a hop each, since AWS bills an entry that is put, updated or removed as a write
 * of its own: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
 * Returns the answer as the client has asked for it.
 */
export const noteIndexWrites = (
  answer: RawAnswer,
  asked: unknown,
  {
    causes,
    journal,
    tables,
  }: { causes: readonly number[]; journal: Pick<Journal, "record">; tables: Tables },
): RawAnswer => {
  const parsed = answered.safeParse(JSON.parse(answer.body.toString()));
  if (!parsed.success) return answer;
  const { ConsumedCapacity, ...others } = parsed.data;
  for (const { TableName, GlobalSecondaryIndexes, LocalSecondaryIndexes } of [ConsumedCapacity].flat()) {
    const table = tables.get(TableName);
    // What the config declares is written before anything begins.
    if (!table || causes.length === 0) continue;
    for (const [name, { CapacityUnits }] of Object.entries({
      ...GlobalSecondaryIndexes,
      ...LocalSecondaryIndexes,
    }))
      if (CapacityUnits > 0)
        journal.record({
          service: "dynamodb",
          action: "WriteIndex",
          resource: `${table.arn}/index/${name}`,
          causes,
          input: { units: CapacityUnits },
        });
  }
  const total = ({ TableName, CapacityUnits }: z.output<typeof consumed>) => ({ TableName, CapacityUnits });
  const wanted =
    asked === "TOTAL"
      ? Array.isArray(ConsumedCapacity)
        ? ConsumedCapacity.map(total)
        : total(ConsumedCapacity)
      : undefined;
  const { "x-amz-crc32": _, ...headers } = answer.headers;
  const body = JSON.stringify({ ...others, ...(wanted && { ConsumedCapacity: wanted }) });
  return { ...answer, headers, body: Buffer.from(body) };
};
