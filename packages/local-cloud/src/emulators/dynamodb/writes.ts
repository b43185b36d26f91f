import { z } from "zod";

type AttributeMap = Record<string, Record<string, unknown>>;

/** A table item an operation writes to. */
export interface ItemWrite {
  readonly table: string;
  /** The item or its key: has at least the key attributes. */
  readonly attributes: AttributeMap;
}

const attributes = z.record(z.string(), z.record(z.string(), z.unknown()));
const put = z.object({ TableName: z.string(), Item: attributes });
const keyed = z.object({ TableName: z.string(), Key: attributes });
const batch = z.object({
  RequestItems: z.record(
    z.string(),
    z.array(
      z.object({
        PutRequest: z.object({ Item: attributes }).optional(),
        DeleteRequest: z.object({ Key: attributes }).optional(),
      }),
    ),
  ),
});
const transaction = z.object({
  TransactItems: z.array(
    z.object({ Put: put.optional(), Update: keyed.optional(), Delete: keyed.optional() }),
  ),
});

const readers: Record<string, (input: unknown) => ItemWrite[]> = {
  PutItem: (input) => {
    const { TableName, Item } = put.parse(input);
    return [{ table: TableName, attributes: Item }];
  },
  UpdateItem: (input) => {
    const { TableName, Key } = keyed.parse(input);
    return [{ table: TableName, attributes: Key }];
  },
  DeleteItem: (input) => readers.UpdateItem!(input),
  BatchWriteItem: (input) =>
    Object.entries(batch.parse(input).RequestItems).flatMap(([table, requests]) =>
      requests.flatMap(({ PutRequest, DeleteRequest }) => {
        const written = PutRequest?.Item ?? DeleteRequest?.Key;
        return written ? [{ table, attributes: written }] : [];
      }),
    ),
  TransactWriteItems: (input) =>
    transaction.parse(input).TransactItems.flatMap(({ Put, Update, Delete }) => {
      if (Put) return [{ table: Put.TableName, attributes: Put.Item }];
      const other = Update ?? Delete;
      return other ? [{ table: other.TableName, attributes: other.Key }] : [];
    }),
};

/** Operations that write items the input does not name in a form worth parsing. */
const opaqueWrites = new Set(["ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction"]);

/** Items an operation writes; "unknown" for PartiQL; undefined when it writes none. */
export const writesOf = (operation: string, input: unknown): ItemWrite[] | "unknown" | undefined => {
  if (opaqueWrites.has(operation)) return "unknown";
  const read = readers[operation];
  if (!read) return undefined;
  try {
    return read(input);
  } catch {
    // Malformed: the database answers with the error.
    return undefined;
  }
};

/** Tells items of one table apart; `names` are the key attributes. */
export const itemKey = (names: readonly string[], item: AttributeMap): string =>
  names
    .map((name) => {
      const [[type, value] = ["", ""]] = Object.entries(item[name] ?? {});
      return type === "N" ? `N${Number(value)}` : `${type}${value}`;
    })
    .join("\0");
