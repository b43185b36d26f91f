import type { SubscribeToShardEventStream } from "@aws-sdk/client-kinesis";
import type { Clock } from "../../core/clock.ts";
import type { Consumer } from "./consumers.ts";
import { behind, childShards, toRecord, within } from "./read-operations.ts";
import { type Shard, sizeOf } from "./shard.ts";
import { allowance, SHARD_LIMITS } from "./throughput.ts";

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_SubscribeToShard.html */
const LASTS_MS = 300_000;
/** A subscription cannot be taken over for so long. */
const SETTLES_MS = 5_000;
/** Without records, an event says how far the reader is. */
const QUIET_MS = 5_000;
const EVENT_BYTES = 1024 * 1024;

type Events = AsyncIterable<SubscribeToShardEventStream>;

interface Subscription {
  readonly startedAt: number;
  /** Ends it, with what its reader is told. */
  takenOver(): void;
}

/** One subscription for each consumer and shard: a later one takes over. */
export interface Subscriptions {
  /** Whether one that is there is too young to be taken over. */
  isSettling(consumer: Consumer, shard: Shard): boolean;
  open(consumer: Consumer, shard: Shard, place: number, busy: string): Events;
  /** Ends all of them. */
  close(): void;
}

export const createSubscriptions = (clock: Clock): Subscriptions => {
  const open = new Map<string, Subscription>();
  const closing = new AbortController();
  const keyOf = (consumer: Consumer, shard: Shard) => `${consumer.arn} ${shard.id}`;

  async function* events(
    consumer: Consumer,
    shard: Shard,
    begin: number,
    endsAt: number,
    over: AbortSignal,
  ): AsyncGenerator<SubscribeToShardEventStream> {
    const { stream } = consumer;
    const bytes = allowance(clock, SHARD_LIMITS.readBytes);
    let place = begin;
    while (!over.aborted && clock.now() < endsAt) {
      shard.trim(stream.horizon);
      place = Math.max(place, shard.firstPlace);
      shard.iterators.note(place, clock.now());
      const records = bytes.has(1) ? shard.from(place, SHARD_LIMITS.recordsAtOnce, within(EVENT_BYTES)) : [];
      bytes.take(records.reduce((sum, record) => sum + sizeOf(record), 0));
      place += records.length;
      const ended = shard.closedAt !== undefined && place >= shard.nextPlace;
      yield {
        SubscribeToShardEvent: {
          Records: records.map(toRecord),
          ContinuationSequenceNumber: ended ? undefined : shard.numberBefore(place),
          MillisBehindLatest: behind(shard, place, clock.now()),
          ...(ended && { ChildShards: childShards(stream, shard) }),
        },
      };
      if (ended || consumer.status === "DELETING") return;
      // What is left, or was too much for this second, goes on at once; else there is nothing to say for some time.
      const quiet = place < shard.nextPlace ? (bytes.has(1) ? 0 : 100) : QUIET_MS;
      if (quiet > 0) await arrival(stream, shard, place, Math.min(quiet, endsAt - clock.now()), over);
    }
  }

  /** Resolves when the shard has a record at the place or is closed, after `ms`, or when aborted. */
  const arrival = (stream: Consumer["stream"], shard: Shard, place: number, ms: number, over: AbortSignal) =>
    new Promise<void>((resolve) => {
      const isThere = () => place < shard.nextPlace || shard.closedAt !== undefined;
      const done = () => {
        cancel();
        stop();
        over.removeEventListener("abort", done);
        resolve();
      };
      const waitsForRoom = place < shard.nextPlace;
      const cancel = clock.schedule(ms, done);
      const stop = stream.onChange(() => {
        if (!waitsForRoom && isThere()) done();
      });
      over.addEventListener("abort", done, { once: true });
      if (over.aborted) done();
    });

  return {
    isSettling(consumer, shard) {
      const present = open.get(keyOf(consumer, shard));
      return present !== undefined && clock.now() - present.startedAt < SETTLES_MS;
    },

    open(consumer, shard, place, busy) {
      const key = keyOf(consumer, shard);
      const over = new AbortController();
      let wasTakenOver = false;
      open.get(key)?.takenOver();
      const subscription: Subscription = {
        startedAt: clock.now(),
        takenOver() {
          wasTakenOver = true;
          over.abort();
        },
      };
      open.set(key, subscription);
      const signal = AbortSignal.any([over.signal, closing.signal]);
      const source = events(consumer, shard, place, subscription.startedAt + LASTS_MS, signal);
      const end = () => {
        over.abort();
        if (open.get(key) === subscription) open.delete(key);
      };
      const iterator: AsyncIterator<SubscribeToShardEventStream> = {
        async next() {
          const next = await source.next();
          if (!next.done) return next;
          end();
          if (!wasTakenOver) return next;
          wasTakenOver = false;
          return { done: false, value: { ResourceInUseException: { message: busy } } } as never;
        },
        async return() {
          end();
          return { done: true, value: undefined };
        },
      };
      return { [Symbol.asyncIterator]: () => iterator };
    },

    close: () => closing.abort(),
  };
};
