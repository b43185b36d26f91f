import type { OrderStatusMessage } from "@sourdough/events-schema/http";
import { isTransient } from "./order-error.ts";

/** How the changes arrive: over the socket, or by asking every two seconds until the socket is back. */
export type Connection = "connecting" | "live" | "reconnecting";

export interface StatusListener<Message = OrderStatusMessage> {
  onMessage(message: Message): void;
  /** `true` once messages arrive for certain: whatever was published before may be lost. */
  onConnection(live: boolean): void;
}

export interface FollowOptions {
  signal?: AbortSignal | undefined;
  onConnection?: ((connection: Connection) => void) | undefined;
}

export interface Source<Snapshot, Message = OrderStatusMessage> {
  /** A channel that may lose, repeat and reorder messages, and breaks off. Returns how to stop. */
  listen(listener: StatusListener<Message>): () => void;
  snapshot(): Promise<Snapshot>;
  /** Whether to ask again after this error of `snapshot`; those that are transient unless said otherwise. */
  mayPass?(error: unknown): boolean;
}

/** What is followed: takes in messages and snapshots, and knows what is new. */
export interface Followed<Snapshot, Change, Message = OrderStatusMessage> {
  applyMessage(message: Message): void;
  /** `undefined` when the snapshot failed. */
  applySnapshot(snapshot: Snapshot | undefined): void;
  /** Milliseconds from the last snapshot, or the start, to when what messages cannot tell needs one; or `Infinity`. */
  needsSnapshotWithin(): number;
  /** What is new since it was last asked. */
  changes(): Iterable<Change>;
}

/** How often it asks while the channel is not live, and how long a channel that opens may take. */
const pollEvery = 2000;
/** How often it asks while the channel is live, which may have lost the last message. */
const lookAnywayEvery = 30_000;

/**
 * Follows over a channel that guarantees nothing: by messages while it is live, and by snapshots when it becomes live,
 * every two seconds while it is not, every half minute while it is, and where `followed` needs one. Ends when the signal
 * aborts.
 */
export async function* follow<Snapshot, Change, Message = OrderStatusMessage>(
  { listen, snapshot, mayPass = isTransient }: Source<Snapshot, Message>,
  followed: Followed<Snapshot, Change, Message>,
  { signal, onConnection }: FollowOptions = {},
): AsyncGenerator<Change, void, undefined> {
  const inbox: Message[] = [];
  const startedAt = Date.now();
  let wake = () => {};
  let live = false;
  let askedAt = startedAt;
  let pollAt = startedAt + pollEvery;

  let reported: Connection | undefined;
  const report = (connection: Connection) => {
    if (connection !== reported) onConnection?.(connection);
    reported = connection;
  };
  report("connecting");
  const leave = listen({
    onMessage: (message) => {
      inbox.push(message);
      wake();
    },
    onConnection: (isLive) => {
      live = isLive;
      // Live again: what was published meanwhile is only in the snapshot. Broken off: start asking.
      pollAt = isLive ? 0 : Date.now() + pollEvery;
      report(isLive ? "live" : "reconnecting");
      wake();
    },
  });
  const abandon = () => wake();
  signal?.addEventListener("abort", abandon);

  const ask = async () => {
    askedAt = Date.now();
    if (!live && askedAt >= startedAt + pollEvery) report("reconnecting");
    pollAt = askedAt + (live ? lookAnywayEvery : pollEvery);
    try {
      return await snapshot();
    } catch (error) {
      if (signal?.aborted) return undefined;
      if (!mayPass(error)) throw error;
      if (!live) report("reconnecting");
      pollAt = Date.now() + pollEvery;
      return undefined;
    }
  };
  const sleepUntil = (time: number) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    wake = resolve;
    const timer = time === Number.POSITIVE_INFINITY ? undefined : setTimeout(resolve, time - Date.now());
    return promise.finally(() => clearTimeout(timer));
  };

  try {
    while (!signal?.aborted) {
      const message = inbox.shift();
      if (message) followed.applyMessage(message);
      const neededAt = askedAt + followed.needsSnapshotWithin();
      // What a message says does not wait for a poll.
      const askAt = message ? neededAt : Math.min(neededAt, pollAt);
      if (askAt <= Date.now()) followed.applySnapshot(await ask());
      else if (!message) await sleepUntil(askAt);
      if (signal?.aborted) return;
      yield* followed.changes();
    }
  } finally {
    leave();
    signal?.removeEventListener("abort", abandon);
  }
}
