/** A write that may have made a stream record nobody has seen yet. */
export interface PendingWrite {
  readonly key: string;
  readonly causes: readonly number[];
  /** Whether the expiry of the item did it. */
  readonly expiry: boolean;
  /** Counts answers up; 0 before its answer. */
  settled: number;
  /** Called once it is answered, however. */
  onAnswer?: () => void;
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
  /**
   * Resolves when there is one write of the item at most, or all that are on their way now are answered: records are
   * seen before answers, and of several writes only the answers tell which have made one.
   */
  unambiguous(key: string): Promise<void> | undefined;
  /** Takes the write of the item that was answered first, else the oldest: answers come in the order of the records. */
  take(key: string): PendingWrite | undefined;
  /** The writes settled so far: once a read that starts now is over, they have no record to come. */
  settled(): PendingWrite[];
}

export const createPendingWrites = (): PendingWrites => {
  const byKey = new Map<string, PendingWrite[]>();
  let settled: PendingWrite[] = [];
  let answers = 0;

  const forget = (write: PendingWrite) => {
    const writes = byKey.get(write.key);
    const index = writes?.indexOf(write) ?? -1;
    if (!writes || index < 0) return;
    if (writes.length === 1) byKey.delete(write.key);
    else writes.splice(index, 1);
  };

  return {
    begin(key, causes, expiry) {
      const write: PendingWrite = { key, causes, expiry, settled: 0 };
      const writes = byKey.get(key);
      if (writes) writes.push(write);
      else byKey.set(key, [write]);
      return write;
    },
    settle(write) {
      write.settled = ++answers;
      settled.push(write);
      write.onAnswer?.();
    },
    forget(write) {
      forget(write);
      write.onAnswer?.();
    },
    unambiguous(key) {
      const unanswered = byKey.get(key)?.filter((write) => write.settled === 0) ?? [];
      if (unanswered.length === 0 || byKey.get(key)?.length === 1) return undefined;
      const waits = unanswered.map(
        (write) =>
          new Promise<void>((resolve) => {
            const before = write.onAnswer;
            write.onAnswer = () => {
              before?.();
              resolve();
            };
          }),
      );
      return Promise.all(waits).then(() => undefined);
    },
    take(key) {
      const writes = byKey.get(key);
      let write = writes?.[0];
      for (const candidate of writes ?? [])
        if (candidate.settled > 0 && (write!.settled === 0 || candidate.settled < write!.settled))
          write = candidate;
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
