/** A thread that has nothing to do and may be ended to make room for another function's. */
export interface IdleWorker {
  end(): void;
}

/** Keeps the number of threads of all functions, and so their memory, within a limit. */
export interface WorkerBudget {
  /**
   * Takes a place for one more thread; when there is none left, that of the thread idle the longest, unless it was
   * busy a moment ago and `force` is off. False: no room.
   */
  take(options: { force: boolean }): boolean;
  giveBack(): void;
  /** There are more than there may be, since all were busy when a function needed its first. */
  readonly isOver: boolean;
  idle(worker: IdleWorker): void;
  busy(worker: IdleWorker): void;
}

/** Functions that take turns must not end each other's threads all the time: starting one takes longer than a run. */
const SETTLED_MS = 5_000;

/** Places for functions that have no thread yet, of eight: else a second thread of one would end the first of another. */
const reservedOf = (maximum: number) => (maximum >= 8 ? 2 : 0);

/**
 * A thread with AWS SDK clients and Powertools (1.3 MB of bundle) takes 25 MB of resident memory, 12 MB of them before it
 * loads anything, and some 35 MB under load.
 */
export const createWorkerBudget = (maximum: number): WorkerBudget => {
  const idleSince = new Map<IdleWorker, number>();
  let taken = 0;
  return {
    take: ({ force }) => {
      if (taken >= maximum - (force ? 0 : reservedOf(maximum))) {
        const [[longestIdle, since] = []] = idleSince;
        if (longestIdle && (force || performance.now() - since! >= SETTLED_MS)) {
          idleSince.delete(longestIdle);
          longestIdle.end();
        } else if (!force) return false;
      }
      taken++;
      return true;
    },
    giveBack: () => {
      taken--;
    },
    get isOver() {
      return taken > maximum;
    },
    idle: (worker) => {
      idleSince.delete(worker);
      idleSince.set(worker, performance.now());
    },
    busy: (worker) => {
      idleSince.delete(worker);
    },
  };
};
