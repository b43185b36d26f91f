import { hash } from "node:crypto";
import type { StreamPollOptions } from "../core/polling.ts";
import { createLane, type Lane } from "./lane.ts";
import type { Polled } from "./polled.ts";
import type { PollCloud } from "./stream-poll.ts";

/** A poll of one shard. */
export interface ShardPoll {
  /** There may be more to read. */
  wake(): void;
  /** Resolves with the last record's sequence number when the shard has come to its end and all of it is done. */
  readonly ended: Promise<string | undefined | "stopped">;
  /** Resolves when no batch is in flight, with the sequence number up to which everything is done. */
  stop(): Promise<string | undefined>;
}

/** As much as GetRecords answers with. */
const PAGE = 1_000;
/** Records read ahead, as a multiple of what can be handled at once. */
const READ_AHEAD = 2;
const RETRY_MS = 1_000;

interface Progress {
  /** Sequence number after which it begins; the oldest record, when undefined. */
  readonly begin: string | undefined;
  /** Told up to which one everything is done, whenever that is another. */
  reached(after: string | undefined): void;
}

/** Reads a shard and deals its records to lanes: all of one key to the same, so that they stay in order. */
export const pollShard = <Response>(
  cloud: PollCloud,
  options: StreamPollOptions<Response>,
  shardId: string,
  { begin, reached }: Progress,
): ShardPoll => {
  const { source, filter, parallelizationFactor } = options;
  const { clock } = cloud;
  const ended = Promise.withResolvers<string | undefined | "stopped">();
  const mostHeld = Math.max(options.batchSize * parallelizationFactor * READ_AHEAD, PAGE);
  let position = begin;
  let noted = begin;
  let stopped = false;
  let woken = true;
  let wakeUp: (() => void) | undefined;

  const wake = () => {
    woken = true;
    wakeUp?.();
  };
  const lanes: Lane[] = Array.from({ length: parallelizationFactor }, () =>
    createLane(cloud, options, shardId, { readOn: wake, tried: () => note() }),
  );
  const laneOf = (key: string): Lane =>
    lanes.length === 1 ? lanes[0]! : lanes[Number.parseInt(hash("md5", key).slice(0, 8), 16) % lanes.length]!;

  /** Up to where everything is done. */
  const done = (): string | undefined => {
    const left = lanes.flatMap((lane) => lane.unfinished() ?? []);
    const [first] = left.sort((a, b) =>
      BigInt(a.record.sequenceNumber) < BigInt(b.record.sequenceNumber) ? -1 : 1,
    );
    return first ? first.previous : position;
  };
  const note = () => {
    const after = done();
    if (after === noted) return;
    noted = after;
    reached(after);
  };

  const deal = (records: Awaited<ReturnType<typeof source.read>>["records"]) => {
    for (const record of records) {
      const event = options.event(record, shardId);
      const previous = position;
      position = record.sequenceNumber;
      if (filter && !filter({ record, event })) continue;
      const polled: Polled = { record, event, previous, bytes: Buffer.byteLength(JSON.stringify(event)) };
      laneOf(record.key).push(polled);
    }
  };

  const untilWoken = async () => {
    if (!woken)
      await new Promise<void>((resolve) => {
        wakeUp = resolve;
      });
    wakeUp = undefined;
    woken = false;
  };

  const run = async () => {
    while (!stopped) {
      await untilWoken();
      for (let more = true; more && !stopped; ) {
        const room = mostHeld - lanes.reduce((sum, { held }) => sum + held, 0);
        if (room <= 0 || lanes.some(({ isFull }) => isFull)) break;
        const readAt = clock.now();
        const page = await source.read(shardId, position, Math.min(room, PAGE));
        deal(page.records);
        note();
        more = page.records.length > 0 && !page.ended;
        if (page.ended) {
          await Promise.all(lanes.map((lane) => lane.finish()));
          if (!stopped) ended.resolve(position);
          return;
        }
        if (!more) for (const lane of lanes) lane.caughtUp(readAt);
      }
    }
  };

  const runOn = async (): Promise<void> => {
    try {
      await run();
    } catch (error) {
      if (stopped) return;
      cloud.warn(
        `The shard ${shardId} of ${source.streamArn} could not be read: ${(error as Error).message}`,
      );
      clock.schedule(RETRY_MS, () => {
        wake();
        running = runOn();
      });
    }
  };
  let running = runOn();

  return {
    wake,
    ended: ended.promise,
    async stop() {
      stopped = true;
      wake();
      await Promise.all([running, ...lanes.map((lane) => lane.stop())]);
      ended.resolve("stopped");
      return done();
    },
  };
};
