import type { HopKind, ServiceDescription } from "../../core/service.ts";
import { recordCount } from "../../core/values.ts";
import { putUnits } from "./prices.ts";
import { resourceTypes, STREAM } from "./resources.ts";

const hops = {
  Receive: {
    momentary: true,
    inside: true,
    uncounted: true,
    note: (_, { output }) => recordCount(output),
  },
} satisfies Record<string, HopKind>;

declare module "../../core/journal.ts" {
  interface RecordedHops {
    kinesis: keyof typeof hops;
  }
}

export const service: ServiceDescription = {
  name: "kinesis",
  title: "Kinesis Data Streams",
  resourceTypes,
  hops,
  prices: [putUnits],
  task: ["stream", "flow"],
  policyActions: {
    polling: /^(GetRecords|GetShardIterator|DescribeStream|ListShards|ListStreams|SubscribeToShard)/,
    sending: /^(\*|Put)/,
  },
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/integrating-api-with-aws-services-kinesis.html
  wire: { derivesTarget: true, events: { SubscribeToShard: "EventStream" } },
  sdk: { name: "kinesis", prefix: "Kinesis", text: ["Data"] },
  map: {
    [STREAM]: { node: "stream" },
  },
  load: async () => (await import("./emulator.ts")).createKinesisEmulator,
};
