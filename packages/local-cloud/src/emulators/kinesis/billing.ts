import type { HopKind } from "../../core/service.ts";
import { at, isRecord } from "../../core/values.ts";
import { chunks, KB, nothing, type Use, use } from "../../metering/price.ts";
import {
  consumerHours,
  dataIn,
  dataOut,
  fanOut,
  longRetention,
  onDemandFanOut,
  putUnits,
  shardHours,
  streamHours,
} from "./prices.ts";

type Billed = NonNullable<HopKind["billed"]>;
type ResourceOf = Parameters<Billed>[2];

const GB = 1024 ** 3;
const PUT_UNIT = 25 * KB;

/** The stream of a consumer's ARN, and of its own. */
export const wholeArn = (arn: string): string => arn.split("/").slice(0, 2).join("/");

// What no graph declares was made by a call, and says nothing here.
const isOnDemand = (arn: string, resourceOf: ResourceOf): boolean =>
  at(resourceOf(wholeArn(arn))?.inputs, "streamModeDetails", "streamMode") === "ON_DEMAND";

/** Bytes of a record: base64 on the wire and to pollers, bytes in process. */
const sizeOf = (record: unknown): number => {
  const data = at(record, "Data") ?? at(record, "kinesis", "data") ?? at(record, "data");
  const key =
    at(record, "PartitionKey") ?? at(record, "kinesis", "partitionKey") ?? at(record, "partitionKey");
  const bytes =
    typeof data === "string"
      ? Buffer.byteLength(data, "base64")
      : data instanceof Uint8Array
        ? data.length
        : 0;
  return bytes + (typeof key === "string" ? Buffer.byteLength(key) : 0);
};

const written = (sizes: readonly number[], onDemand: boolean): readonly Use[] => {
  if (sizes.length === 0) return nothing;
  const unit = onDemand ? KB : PUT_UNIT;
  const units = sizes.reduce((sum, size) => sum + chunks(size, unit), 0);
  return onDemand ? use(dataIn, (units * KB) / GB) : use(putUnits, units);
};

export const putOne: Billed = ({ resource, error }, { input }, resourceOf) =>
  error ? nothing : written([sizeOf(input)], isOnDemand(resource, resourceOf));

/** What was refused costs nothing. */
export const putMany: Billed = ({ resource, error }, { input, output }, resourceOf) => {
  const records = at(input, "Records");
  if (error || !Array.isArray(records)) return nothing;
  const taken = records.filter((_, index) => at(output, "Records", index, "ErrorCode") === undefined);
  return written(taken.map(sizeOf), isOnDemand(resource, resourceOf));
};

/** Records that were read, by all that share the stream or by a consumer of its own. */
const readBytes = (arn: string, records: unknown, resourceOf: ResourceOf): readonly Use[] => {
  if (!Array.isArray(records) || records.length === 0) return nothing;
  const gigabytes = records.reduce<number>((sum, record) => sum + sizeOf(record), 0) / GB;
  const onDemand = isOnDemand(arn, resourceOf);
  if (arn.includes("/consumer/")) return use(onDemand ? onDemandFanOut : fanOut, gigabytes);
  return onDemand ? use(dataOut, gigabytes) : nothing;
};

export const getRecords: Billed = ({ resource }, { output }, resourceOf) =>
  readBytes(resource, at(output, "Records"), resourceOf);
/** Of a poller in the local cloud, and of a subscription. */
export const received: Billed = ({ resource }, { output }, resourceOf) =>
  readBytes(resource, output, resourceOf);

/** What a stream costs while nothing happens, for hours that began. */
export interface StreamHours {
  readonly hours: number;
  readonly mode: "PROVISIONED" | "ON_DEMAND";
  readonly shards: number;
  readonly consumers: number;
  readonly retentionHours: number;
}

export const hoursPassed: Billed = (_, { output }) => {
  if (!isRecord(output)) return nothing;
  const { hours, mode, shards, consumers, retentionHours } = output as unknown as StreamHours;
  if (mode === "ON_DEMAND") return use(streamHours, hours);
  return [
    ...use(shardHours, hours * shards),
    ...(retentionHours > 24 ? use(longRetention, hours * shards) : nothing),
    ...(consumers > 0 ? use(consumerHours, hours * shards * consumers) : nothing),
  ];
};
