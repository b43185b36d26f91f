import type { Hop } from "../../core/journal.ts";
import type { HopKind, ServiceDescription } from "../../core/service.ts";
import { at, recordCount } from "../../core/values.ts";
import { readPrice, reads, writePrice, writes } from "./billing.ts";
import { measureTables } from "./metrics.ts";
import { resourceTypes } from "./resources.ts";

const changesTables = { changes: "tables" } as const;

const hops = {
  PutItem: { ...changesTables, billed: writes.one },
  UpdateItem: { ...changesTables, billed: writes.one },
  DeleteItem: { ...changesTables, billed: writes.one },
  BatchWriteItem: { ...changesTables, billed: writes.batch },
  TransactWriteItems: {
    ...changesTables,
    billed: writes.transaction,
    note(_, { input }) {
      const items = at(input, "TransactItems");
      return Array.isArray(items) ? `${items.length} writes` : undefined;
    },
  },
  GetItem: { billed: reads.one },
  Query: { billed: reads.several },
  Scan: { billed: reads.several },
  BatchGetItem: { billed: reads.batch },
  TransactGetItems: { billed: reads.transaction },
  Receive: {
    momentary: true,
    inside: true,
    uncounted: true,
    note: (_, { output }) => recordCount(output),
  },
  WriteIndex: { momentary: true, inside: true, uncounted: true, billed: writes.index },
  ExpireItem: { ...changesTables, momentary: true },
} satisfies Record<string, HopKind>;

declare module "../../core/journal.ts" {
  interface RecordedHops {
    dynamodb: keyof typeof hops;
  }
}

/** The first table in a call that names no single one. */
const tableIn = ({ input }: Hop): string | undefined => {
  const first = Object.values((at(input, "TransactItems", 0) as object | undefined) ?? {})[0];
  const batched = Object.keys((at(input, "RequestItems") as object | undefined) ?? {})[0];
  return (at(first, "TableName") as string | undefined) ?? batched;
};

export const service: ServiceDescription = {
  name: "dynamodb",
  title: "DynamoDB",
  resourceTypes,
  hops,
  prices: [writePrice, readPrice],
  place(hop, { find }) {
    const named = hop.resource === "*" ? tableIn(hop) : hop.resource;
    return named === undefined ? undefined : find(named);
  },
  measures: (metrics) => measureTables(metrics, tableIn),
  wholeArn: (arn) => arn.split("/").slice(0, 2).join("/"),
  task: ["table", "call"],
  policyActions: { polling: /^(DescribeStream|GetRecords|GetShardIterator|ListStreams)/ },
  wire: { derivesTarget: true },
  sdk: { name: "dynamodb", prefix: "DynamoDb" },
  map: {
    "aws:dynamodb/table:Table": {
      node: "table",
      names: ({ outputs }) => [outputs.streamArn],
      facts: ({
        hashKey,
        rangeKey,
        globalSecondaryIndexes: indexes,
        streamEnabled,
        streamViewType,
        ttl,
      }) => ({
        Key: [hashKey, rangeKey].filter(Boolean).join(", "),
        Indexes: (indexes as { name: string }[] | undefined)?.map(({ name }) => name).join(", "),
        Stream: streamEnabled ? streamViewType : undefined,
        "Time to live": at(ttl, "attributeName"),
      }),
    },
  },
  load: async () => {
    const { createDynamoDbEmulator } = await import("./emulator.ts");
    return (cloud) => {
      const emulator = createDynamoDbEmulator(cloud);
      return [emulator, emulator.streams];
    };
  },
};

/** An API of its own, of the same emulator. */
export const streams: ServiceDescription = {
  name: "streams.dynamodb",
  title: "DynamoDB",
  wire: { target: "DynamoDBStreams_20120810" },
};
