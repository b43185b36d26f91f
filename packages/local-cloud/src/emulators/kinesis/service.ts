import type { HopKind, ServiceDescription } from "../../core/service.ts";
import { at, isRecord, recordCount } from "../../core/values.ts";
import { getRecords, hoursPassed, putMany, putOne, received, wholeArn } from "./billing.ts";
import { measureStreams } from "./metrics.ts";
import { prices } from "./prices.ts";
import { resourceTypes, STREAM } from "./resources.ts";

const failedOf = (output: unknown): string => {
  const failed = Number(at(output, "FailedRecordCount") ?? 0);
  return failed > 0 ? `, ${failed} refused` : "";
};
const inside = { momentary: true, inside: true, uncounted: true } as const;
const onlyReads = { uncounted: true, inside: true } as const;

/** Data as people read it, where it is text. */
const readable = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(readable);
  if (!isRecord(value) || !("Data" in value)) return value;
  const { Data } = value;
  const bytes = typeof Data === "string" ? Buffer.from(Data, "base64") : Data;
  return { ...value, Data: bytes instanceof Uint8Array ? Buffer.from(bytes).toString() : Data };
};

const hops = {
  PutRecord: { changes: "streams", shown: readable, billed: putOne },
  PutRecords: {
    changes: "streams",
    note: (_, { input, output }) => `${recordCount(at(input, "Records"))}${failedOf(output)}`,
    shown: (input) => (isRecord(input) ? { ...input, Records: readable(input.Records) } : input),
    billed: putMany,
  },
  GetRecords: {
    ...onlyReads,
    billed: getRecords,
    note: (_, { output }) => recordCount(at(output, "Records")),
  },
  GetShardIterator: onlyReads,
  SplitShard: { changes: "streams" },
  MergeShards: { changes: "streams" },
  UpdateShardCount: { changes: "streams" },
  RegisterStreamConsumer: { changes: "streams" },
  DeregisterStreamConsumer: { changes: "streams" },
  Receive: { ...inside, note: (_, { output }) => recordCount(output), billed: received },
  HoursPassed: { ...inside, billed: hoursPassed },
} satisfies Record<string, HopKind>;

declare module "../../core/journal.ts" {
  interface RecordedHops {
    kinesis: "Receive" | "HoursPassed";
  }
}

export const service: ServiceDescription = {
  name: "kinesis",
  title: "Kinesis Data Streams",
  resourceTypes,
  hops,
  prices,
  measures: measureStreams,
  wholeArn,
  task: ["stream", "flow"],
  policyActions: {
    polling: /^(GetRecords|GetShardIterator|DescribeStream|ListShards|ListStreams|SubscribeToShard)/,
    sending: /^(\*|Put)/,
  },
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/integrating-api-with-aws-services-kinesis.html
  wire: { derivesTarget: true, events: { SubscribeToShard: "EventStream" } },
  sdk: { name: "kinesis", prefix: "Kinesis", text: ["Data"], bytes: ["Data"] },
  map: {
    [STREAM]: {
      node: "stream",
      facts: ({ streamModeDetails, shardCount, retentionPeriod, maxRecordSizeInKib }) => ({
        Mode: at(streamModeDetails, "streamMode") ?? "PROVISIONED",
        Shards: shardCount,
        Retention: `${String(retentionPeriod ?? 24)} h`,
        "Largest record": maxRecordSizeInKib === undefined ? undefined : `${String(maxRecordSizeInKib)} KiB`,
      }),
    },
  },
  load: async () => (await import("./emulator.ts")).createKinesisEmulator,
};
