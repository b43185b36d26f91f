/** A thread that has nothing to do and may be ended to make room for another function's. */
export interface IdleWorker {
  end(): void;
}

/** Keeps the number of threads of all functions, and so their memory, within a limit. */
export interface WorkerBudget {
  /** Takes a place for one more thread, ending the one idle the longest when there is none left. False: no room. */
  take(options: { force: boolean }): boolean;
  giveBack(): void;
  idle(worker: IdleWorker): void;
  busy(worker: IdleWorker): void;
}

/**
 * A thread with AWS SDK clients and Powertools (1.3 MB of bundle) takes 25 MB of resident memory, 12 MB of them before it
 * loads anything. Ten are 250 MB, and more than two cores can keep busy.
 */
export const createWorkerBudget = (maximum: number): WorkerBudget => {
  const idleOnes = new Set<IdleWorker>();
  let taken = 0;
  return {
    take: ({ force }) => {
      if (taken >= maximum) {
        const [longestIdle] = idleOnes;
        if (longestIdle) {
          idleOnes.delete(longestIdle);
          longestIdle.end();
        } else if (!force) return false;
      }
      taken++;
      return true;
    },
    giveBack: () => {
      taken--;
    },
    idle: (worker) => {
      idleOnes.delete(worker);
      idleOnes.add(worker);
    },
    busy: (worker) => {
      idleOnes.delete(worker);
    },
  };
};
