import type { KinesisData, ShardRecord, ShardSource, StreamShard } from "../core/shards.ts";

interface FakeShard extends StreamShard {
  readonly records: ShardRecord[];
  ended: boolean;
}

/** A stream in memory. Sequence numbers count up from 1 over all shards. */
export interface FakeStream extends ShardSource {
  /** Opens a shard; records that name no shard go to the newest. */
  open(shardId: string, ...parents: string[]): void;
  /** A record for each key. */
  put(...keys: string[]): void;
  putAt(arrivedAt: number, ...keys: string[]): void;
  end(shardId: string): void;
  /** Reads so far, as the sequence numbers they began after. */
  readonly reads: (string | undefined)[];
  /** How many listen. */
  readonly listening: number;
}

export const createFakeStream = (arn: string, now: () => number): FakeStream => {
  const shards: FakeShard[] = [];
  const listeners = new Set<() => void>();
  const reads: (string | undefined)[] = [];
  let sequence = 0;
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const shardOf = (id: string) => shards.find(({ shardId }) => shardId === id)!;

  const stream: FakeStream = {
    arn,
    streamArn: arn,
    retentionMs: 86_400_000,
    reads,
    get listening() {
      return listeners.size;
    },
    open(shardId, ...parents) {
      shards.push({ shardId, parents, records: [], ended: false });
      changed();
    },
    put: (...keys) => stream.putAt(now(), ...keys),
    putAt(arrivedAt, ...keys) {
      for (const key of keys) {
        const sequenceNumber = String(++sequence);
        const data: KinesisData = {
          kinesisSchemaVersion: "1.0",
          partitionKey: key,
          sequenceNumber,
          data: Buffer.from(key).toString("base64"),
          approximateArrivalTimestamp: arrivedAt / 1000,
        };
        const journalKey = `fake:${sequenceNumber}`;
        shards.at(-1)!.records.push({ sequenceNumber, key, arrivedAt, journalKey, data });
      }
      changed();
    },
    end(shardId) {
      shardOf(shardId).ended = true;
      changed();
    },
    shards: () => shards,
    begin: async (shardId, { type }) =>
      type === "LATEST" ? shardOf(shardId).records.at(-1)?.sequenceNumber : undefined,
    async read(shardId, after, limit) {
      reads.push(after);
      const { records, ended } = shardOf(shardId);
      const later = records.filter(({ sequenceNumber }) => Number(sequenceNumber) > Number(after ?? 0));
      return { records: later.slice(0, limit), ended: ended && later.length <= limit };
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  stream.open("shard-1");
  return stream;
};
