import type { HashKeyRange } from "./hash-keys.ts";
import type { LocalStream } from "./local-stream.ts";
import type { Shard } from "./shard.ts";

const byRange = (a: Shard, b: Shard) => (a.range.from < b.range.from ? -1 : 1);

export const splitAt = (stream: LocalStream, shard: Shard, key: bigint): readonly [Shard, Shard] => {
  const { from, to } = shard.range;
  const [low, high] = stream.reshard(
    [shard],
    [
      { from, to: key - 1n },
      { from: key, to },
    ],
  );
  return [low!, high!];
};

export const merge = (stream: LocalStream, low: Shard, high: Shard): Shard =>
  stream.reshard([low, high], [{ from: low.range.from, to: high.range.to }])[0]!;

/**
 * Brings the open shards to these ranges by splitting and merging, as AWS does: shards that are needed only on the way
 * are closed at once, and have no records. Shards that have the range already stay.
 */
export const scaleTo = (stream: LocalStream, ranges: readonly HashKeyRange[]): void => {
  for (const { from } of ranges) {
    const shard = stream.shardFor(from);
    if (shard.range.from !== from) splitAt(stream, shard, from);
  }
  for (const { from, to } of ranges) {
    const pieces = stream
      .openShards()
      .filter(({ range }) => from <= range.from && range.to <= to)
      .toSorted(byRange);
    pieces.reduce((low, high) => merge(stream, low, high));
  }
};
