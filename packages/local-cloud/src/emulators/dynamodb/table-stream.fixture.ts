import type { Cloud } from "../../core/cloud.ts";
import type { StreamRecord } from "../../core/polling.ts";
import { startAt } from "../../core/shards.ts";

/** Reads the stream of a table on and on; `heard` has what came. */
export const followStream = (
  cloud: Pick<Cloud, "use">,
  streamArn: string,
  position: "TRIM_HORIZON" | "LATEST",
): { heard: StreamRecord[]; stop(): void } => {
  const source = cloud.use("tableStreams").get(streamArn)!;
  const heard: StreamRecord[] = [];
  const begin = startAt(source, { type: position });
  let reading = Promise.resolve();
  let stopped = false;
  let after: string | undefined;
  const [shard] = source.shards();
  void begin.then((checkpoints) => {
    after = checkpoints.get(shard!.shardId)?.after;
  });

  const readOn = async () => {
    await begin;
    for (let more = true; more && !stopped; ) {
      const { records } = await source.read(shard!.shardId, after, 7);
      heard.push(...records.map(({ data }) => data as StreamRecord));
      after = records.at(-1)?.sequenceNumber ?? after;
      more = records.length > 0;
    }
  };
  const wake = () => {
    reading = reading.then(readOn);
  };
  const unsubscribe = source.onChange(wake);
  wake();
  return {
    heard,
    stop() {
      stopped = true;
      unsubscribe();
    },
  };
};
