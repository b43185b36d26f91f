import type { Cloud } from "../../core/cloud.ts";
import { parseRequest } from "../parse-request.ts";
import type { KinesisOperations } from "./api.ts";
import { invalid, invalidValue, limitExceeded, notFound } from "./errors.ts";
import { evenRanges, type HashKeyRange } from "./hash-keys.ts";
import * as inputs from "./inputs.ts";
import { checkActive, type LocalStream } from "./local-stream.ts";
import { scaleTo } from "./resharding.ts";
import type { Shard } from "./shard.ts";
import { TRANSITION_MS } from "./stream-operations.ts";
import type { StreamReference, StreamStore } from "./stream-store.ts";

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html */
const MOST_A_DAY = 10;
const MOST_SHARDS = 10_000;
const DAY_MS = 86_400_000;

/** SplitShard, MergeShards and UpdateShardCount: the stream is updating, and then has other shards. */
export const reshardOperations = (
  { clock, accountId }: Pick<Cloud, "clock" | "accountId">,
  store: StreamStore,
): KinesisOperations => {
  const scaled = new WeakMap<LocalStream, number[]>();

  const provisioned = (reference: StreamReference): LocalStream => {
    const stream = checkActive(store.find(reference), accountId);
    if (stream.mode === "PROVISIONED") return stream;
    throw invalidValue(
      `Stream ${stream.name} under account ${accountId} is in mode ON_DEMAND, and finds its own number of shards.`,
    );
  };

  const openShard = (stream: LocalStream, id: string): Shard => {
    const number = /^(?:shardId-)?(\d{1,12})$/.exec(id)?.[1];
    const shard = stream.shards().find((each) => each.number === Number(number ?? Number.NaN));
    if (!shard)
      throw notFound(`Could not find shard ${id} in stream ${stream.name} under account ${accountId}.`);
    if (shard.closedAt !== undefined)
      throw invalid(
        `Shard ${shard.id} in stream ${stream.name} under account ${accountId} has already been merged or split, and thus is not eligible for merging or splitting.`,
      );
    return shard;
  };

  /** Brings it to other shards when it is done with updating. */
  const reshard = (stream: LocalStream, from: readonly Shard[], to: readonly HashKeyRange[]) => {
    const others = stream.openShards().filter((shard) => !from.includes(shard));
    const target = [...others.map(({ range }) => range), ...to].toSorted((a, b) =>
      a.from < b.from ? -1 : 1,
    );
    stream.target = target;
    stream.becomes("UPDATING", TRANSITION_MS, () => scaleTo(stream, target));
  };

  return {
    SplitShard(raw) {
      const { ShardToSplit, NewStartingHashKey, ...reference } = parseRequest(inputs.splitShard, raw);
      const stream = provisioned(reference);
      const shard = openShard(stream, ShardToSplit);
      const key = BigInt(NewStartingHashKey);
      const { from, to } = shard.range;
      if (key <= from + 1n || key >= to)
        throw invalid(
          `NewStartingHashKey ${key} used in SplitShard() on shard ${shard.id} in stream ${stream.name} under account ${accountId} is not both greater than one plus the shard's StartingHashKey ${from} and less than the shard's EndingHashKey ${to}.`,
        );
      reshard(
        stream,
        [shard],
        [
          { from, to: key - 1n },
          { from: key, to },
        ],
      );
      return {};
    },

    MergeShards(raw) {
      const { ShardToMerge, AdjacentShardToMerge, ...reference } = parseRequest(inputs.mergeShards, raw);
      const stream = provisioned(reference);
      const shards = [ShardToMerge, AdjacentShardToMerge].map((id) => openShard(stream, id));
      const [low, high] = shards.toSorted((a, b) => (a.range.from < b.range.from ? -1 : 1));
      if (!low || !high || low.range.to + 1n !== high.range.from)
        throw invalid(
          `Shards ${shards.map(({ id }) => id).join(" and ")} in stream ${stream.name} under account ${accountId} are not an adjacent pair of shards eligible for merging`,
        );
      reshard(stream, [low, high], [{ from: low.range.from, to: high.range.to }]);
      return {};
    },

    UpdateShardCount(raw) {
      const {
        TargetShardCount: target,
        ScalingType: _,
        ...reference
      } = parseRequest(inputs.updateShardCount, raw);
      const stream = provisioned(reference);
      const current = stream.openShards().length;
      const refuse = (why: string) =>
        limitExceeded(
          `UpdateShardCount cannot bring stream ${stream.name} under account ${accountId} from ${current} to ${target} shards: ${why}.`,
        );
      if (target > 2 * current) throw refuse("that is more than twice as many");
      if (target < current / 2) throw refuse("that is less than half as many");
      if (target > MOST_SHARDS) throw refuse(`a stream has at most ${MOST_SHARDS}`);
      const since = clock.now() - DAY_MS;
      const recent = (scaled.get(stream) ?? []).filter((at) => at > since);
      if (recent.length >= MOST_A_DAY) throw refuse(`it was scaled ${MOST_A_DAY} times within 24 hours`);
      scaled.set(stream, [...recent, clock.now()]);
      reshard(stream, stream.openShards(), evenRanges(target));
      return {
        StreamName: stream.name,
        StreamARN: stream.arn,
        CurrentShardCount: current,
        TargetShardCount: target,
      };
    },
  };
};
