import type { StreamFacts, StreamPeek } from "../../console/streams.ts";
import type { ConsumerStore } from "./consumers.ts";
import { LAST_KEY } from "./hash-keys.ts";
import type { LocalStream } from "./local-stream.ts";
import { journalKeyOf, type ShardSources } from "./shard-source.ts";
import type { StreamStore } from "./stream-store.ts";

/** What a person sees of streams. */
export const createPeek = (
  store: StreamStore,
  consumers: ConsumerStore,
  sources: ShardSources,
): StreamPeek => {
  const trimmed = (stream: LocalStream) => {
    const shards = stream.shards();
    for (const shard of shards) shard.trim(stream.horizon);
    return shards;
  };

  const factsOf = (stream: LocalStream): StreamFacts => ({
    name: stream.name,
    arn: stream.arn,
    mode: stream.mode,
    status: stream.status,
    retentionHours: stream.retentionHours,
    shards: trimmed(stream).map((shard) => ({
      id: shard.id,
      open: shard.closedAt === undefined,
      parents: [...shard.parents],
      share: Number(((shard.range.to - shard.range.from) * 10_000n) / LAST_KEY) / 10_000,
      records: shard.nextPlace - shard.firstPlace,
      written: shard.nextPlace - 1,
      refused: stream.refusedBy(shard),
      lastAt: shard.last?.arrivedAt,
    })),
    consumers: consumers.of(stream).map(({ name }) => name),
    readers: sources.readersOf(stream),
  });

  return {
    list: () => store.all().map(factsOf),
    last(name, shardId, limit) {
      const stream = store.byName(name);
      const shards = stream && trimmed(stream).filter(({ id }) => shardId === undefined || id === shardId);
      if (!stream || !shards || (shardId !== undefined && shards.length === 0)) return undefined;
      return shards
        .flatMap((shard) =>
          shard
            .from(Math.max(shard.firstPlace, shard.nextPlace - limit), limit)
            .map((record) => ({ record, shard: shard.id })),
        )
        .sort(
          (a, b) =>
            b.record.arrivedAt - a.record.arrivedAt ||
            (a.record.sequenceNumber < b.record.sequenceNumber ? 1 : -1),
        )
        .slice(0, limit)
        .map(({ record, shard }) => ({
          sequenceNumber: record.sequenceNumber,
          shard,
          partitionKey: record.partitionKey,
          at: record.arrivedAt,
          data: record.data,
          journalKey: journalKeyOf(stream, record),
        }));
    },
  };
};
