import type { Cloud } from "../core/cloud.ts";
import type { Poll, StreamPollOptions } from "../core/polling.ts";
import type { Checkpoints } from "../core/shards.ts";
import { pollShard, type ShardPoll } from "./shard-poll.ts";

export type PollCloud = Pick<Cloud, "clock" | "journal" | "warn">;

/** Polls the shards of a stream in process, parents to their end before their children; see `Polling`. */
export const pollStream = <Response>(cloud: PollCloud, options: StreamPollOptions<Response>): Poll => {
  const { source } = options;
  const polls = new Map<string, ShardPoll>();
  let checkpoints: Checkpoints | undefined;
  let stopped = false;

  const follow = () => {
    if (stopped || !checkpoints) return;
    const reached = checkpoints;
    const shards = source.shards();
    const known = new Set(shards.map(({ shardId }) => shardId));
    const isOpen = (shardId: string) => known.has(shardId) && !reached.get(shardId)?.ended;
    for (const { shardId, parents } of shards) {
      if (polls.has(shardId) || reached.get(shardId)?.ended || parents.some(isOpen)) continue;
      const poll = pollShard(cloud, options, shardId, {
        begin: reached.get(shardId)?.after,
        reached: (after) => reached.set(shardId, { after }),
      });
      polls.set(shardId, poll);
      void poll.ended.then((last) => {
        if (last === "stopped") return;
        reached.set(shardId, { after: last, ended: true });
        polls.delete(shardId);
        follow();
      });
    }
    for (const poll of polls.values()) poll.wake();
  };

  const unsubscribe = source.onChange(follow);
  void options.checkpoints.then(
    (known) => {
      checkpoints = known;
      follow();
    },
    (error: Error) => cloud.warn(`The stream ${source.streamArn} could not be read: ${error.message}`),
  );
  return {
    async stop() {
      stopped = true;
      unsubscribe();
      const stopping = [...polls].map(async ([shardId, poll]) => {
        checkpoints?.set(shardId, { after: await poll.stop() });
      });
      await Promise.all(stopping);
    },
  };
};
