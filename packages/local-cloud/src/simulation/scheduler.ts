import type { Cancel } from "../core/clock.ts";
import { seededRandom } from "../core/seeded-faults.ts";
import { nextTurn } from "./virtual-timers.ts";

interface Task {
  readonly due: number;
  /** Decides among tasks that are due at the same moment. */
  readonly tie: number;
  readonly run: () => void;
  cancelled: boolean;
}

/** Time and order of everything in a simulated process. Times are milliseconds since the epoch, with fractions. */
export interface Scheduler {
  now(): number;
  /** From 0 to 1, seeded; whoever asks advances it for all. */
  random(): number;
  /** Runs a task once, at the earliest when what runs now and its promises are done. */
  after(ms: number, run: () => void): Cancel;
  /** Stops everything while Node does something outside, such as signing in another thread, so that nothing overtakes it. */
  outside<T>(work: Promise<T>): Promise<T>;
  /** Runs task after task, each with its promises, until `isOver` says so after one. Rejects when nothing is left to do. */
  run(isOver: () => boolean): Promise<void>;
  /** How many tasks ran. */
  readonly turns: number;
}

const isBefore = (a: Task, b: Task) => a.due < b.due || (a.due === b.due && a.tie < b.tie);

/** One thread's tasks in the order of their times, and in an order that the seed decides where these are equal. */
export const createScheduler = (seed: number, startsAt: number): Scheduler => {
  const random = seededRandom(seed);
  const heap: Task[] = [];
  let now = startsAt;
  let turns = 0;
  let isOutside = 0;

  const push = (task: Task) => {
    let at = heap.length;
    heap.push(task);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(task, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = task;
  };
  const pop = (): Task | undefined => {
    const first = heap[0];
    const last = heap.pop();
    if (heap.length === 0 || !last) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first;
  };
  const next = (): Task | undefined => {
    for (let task = pop(); task; task = pop()) if (!task.cancelled) return task;
    return undefined;
  };

  const scheduler: Scheduler = {
    now: () => now,
    random,
    get turns() {
      return turns;
    },
    after(ms, run) {
      const task: Task = { due: now + Math.max(ms, 0), tie: random(), run, cancelled: false };
      push(task);
      return () => {
        task.cancelled = true;
      };
    },
    outside(work) {
      isOutside++;
      const isBack = () => void isOutside--;
      work.then(isBack, isBack);
      // Its turn comes once all that is outside is back, so it does not matter which of them is back first.
      return new Promise((resolve, reject) => void scheduler.after(0, () => work.then(resolve, reject)));
    },
    run: (isOver) =>
      new Promise((resolve, reject) => {
        const turn = () => {
          if (isOutside > 0) return void nextTurn(turn);
          try {
            if (isOver()) return resolve();
            const task = next();
            if (!task) return reject(new Error("The simulation has nothing left to do, and is not over."));
            now = task.due;
            turns++;
            task.run();
          } catch (error) {
            return reject(error);
          }
          nextTurn(turn);
        };
        nextTurn(turn);
      }),
  };
  return scheduler;
};
