/** A write that may have made a stream record nobody has seen yet. */
export interface PendingWrite {
  readonly key: string;
  readonly causes: readonly number[];
  /** Whether the expiry of the item did it. */
  readonly expiry: boolean;
  settled: boolean;
}

/**
 * Remembers which hop wrote which item, in order, until the stream shows it. A record carries nothing of the
 * request that made it, so the two are matched by item.
 */
export interface PendingWrites {
  /** Before the write goes out: its record can be seen before its answer. */
  begin(key: string, causes: readonly number[], expiry: boolean): PendingWrite;
  settle(write: PendingWrite): void;
  /** The write failed, or changed nothing. */
  forget(write: PendingWrite): void;
  /** Takes the oldest write of the item, first of those already answered. */
  take(key: string): PendingWrite | undefined;
  /** The writes settled so far: once a read that starts now is over, they have no record to come. */
  settled(): PendingWrite[];
}

export const createPendingWrites = (): PendingWrites => {
  const byKey = new Map<string, PendingWrite[]>();
  let settled: PendingWrite[] = [];

  const forget = (write: PendingWrite) => {
    const writes = byKey.get(write.key);
    const index = writes?.indexOf(write) ?? -1;
    if (!writes || index < 0) return;
    if (writes.length === 1) byKey.delete(write.key);
    else writes.splice(index, 1);
  };

  return {
    begin(key, causes, expiry) {
      const write: PendingWrite = { key, causes, expiry, settled: false };
      const writes = byKey.get(key);
      if (writes) writes.push(write);
      else byKey.set(key, [write]);
      return write;
    },
    settle(write) {
      write.settled = true;
      settled.push(write);
    },
    forget,
    take(key) {
      const writes = byKey.get(key);
      const write = writes?.find((candidate) => candidate.settled) ?? writes?.[0];
      if (write) forget(write);
      return write;
    },
    settled() {
      const taken = settled;
      settled = [];
      return taken;
    },
  };
};
