import { arnOf, parseArn } from "../../core/arn.ts";
import type { Cloud } from "../../core/cloud.ts";
import type { Account } from "../../core/resource-type.ts";
import { inUse, invalid, noStream } from "./errors.ts";
import { evenRanges } from "./hash-keys.ts";
import { createKeptStreams, rangeOfKept } from "./kept-streams.ts";
import { LocalStream, type StreamSettings, type StreamSurroundings } from "./local-stream.ts";
import { createRecordStore } from "./record-store.ts";
import { scaleTo } from "./resharding.ts";

export const streamArn = (name: string, account: Account): string =>
  arnOf("kinesis", account, `stream/${name}`);

/** `orders` of the ARN of a stream, or of a consumer of it. */
export const streamNameOf = (arn: string): string => parseArn(arn)?.name.split("/")[0] ?? "";

/** How an input names a stream. */
export interface StreamReference {
  readonly StreamName?: string | undefined;
  readonly StreamARN?: string | undefined;
}

/** All streams. */
export interface StreamStore {
  /** Throws what AWS says to a name that is taken. */
  create(settings: Omit<StreamSettings, "arn">): LocalStream;
  delete(stream: LocalStream): void;
  byName(name: string): LocalStream | undefined;
  byArn(arn: string): LocalStream | undefined;
  all(): LocalStream[];
  /** Throws what AWS says to a reference to no stream. */
  find(reference: StreamReference): LocalStream;
  /** Takes up what an earlier run left; of those that the config has `changed`, its settings stay. */
  restore(changed: ReadonlySet<string>): void;
}

export const createStreamStore = (
  account: Account & Pick<Cloud, "clock" | "faults" | "state" | "streamReaders">,
): StreamStore => {
  const { clock, faults, state, streamReaders } = account;
  const streams = new Map<string, LocalStream>();
  const records = createRecordStore(state);
  const kept = createKeptStreams(state);
  const surroundings: StreamSurroundings = {
    clock,
    faults,
    records,
    readers: ({ arn }, shardId) => streamReaders.checkpoints(arn, shardId),
    changed: (stream) => kept.put(stream.name, stream),
  };
  const drop = (name: string) => {
    records.drop(name);
    kept.delete(name);
  };
  const byArn = (arn: string) => {
    const stream = streams.get(streamNameOf(arn));
    return stream?.arn === arn ? stream : undefined;
  };
  return {
    byName: (name) => streams.get(name),
    byArn,
    all: () => [...streams.values()],
    create(settings) {
      const { name } = settings;
      if (streams.has(name)) throw inUse(`Stream ${name} under account ${account.accountId} already exists.`);
      const stream = new LocalStream(surroundings, { ...settings, arn: streamArn(name, account) });
      streams.set(name, stream);
      return stream;
    },
    delete(stream) {
      streams.delete(stream.name);
      stream.close();
      drop(stream.name);
    },
    restore(changed) {
      for (const [name, left] of kept.read()) {
        const stream = streams.get(name);
        if (!stream || left.status === "DELETING") {
          if (!stream)
            state.drop(`${records.count(name)} records of stream ${name}: the config has it no longer`);
          drop(name);
          continue;
        }
        const isChanged = changed.has(name);
        const shards = stream.openShards().length;
        stream.takeUp(left, isChanged);
        const isOther = isChanged && stream.mode === "PROVISIONED" && stream.openShards().length !== shards;
        const target = isOther ? evenRanges(shards) : left.target?.map(rangeOfKept);
        if (target) scaleTo(stream, target);
      }
      for (const stream of streams.values()) stream.keep();
    },
    find({ StreamName, StreamARN }) {
      if (StreamName === undefined && StreamARN === undefined)
        throw invalid("Missing StreamName or StreamARN in the request: one of them is required.");
      const name = StreamName ?? streamNameOf(StreamARN!);
      const stream = streams.get(name);
      if (!stream || (StreamARN !== undefined && stream.arn !== StreamARN))
        throw noStream(StreamARN === undefined ? name : streamNameOf(StreamARN), account.accountId);
      return stream;
    },
  };
};
