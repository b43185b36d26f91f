import { z } from "zod";
import { lastPart } from "../../core/arn.ts";
import { AwsError } from "../../core/aws-error.ts";
import type { Clock } from "../../core/clock.ts";
import type { Resource } from "../../core/resource-graph.ts";
import type { State } from "../../state/state.ts";

/** A task that waits for a worker to take it. */
interface ScheduledTask {
  readonly taskToken: string;
  /** JSON text. */
  readonly input: string;
  /** Told when a worker has it. */
  onTaken(workerName: string | undefined): void;
}

export interface Activity {
  readonly arn: string;
  readonly name: string;
  readonly creationDate: Date;
}

/** Activities: their tasks wait for workers, and workers wait for tasks. */
export interface Activities {
  provision(resource: Resource): void;
  find(arn: string): Activity | undefined;
  all(): Activity[];
  delete(arn: string): void;
  /** Returns how to take the task back, before a worker has it. Throws ActivityDoesNotExist. */
  schedule(arn: string, task: ScheduledTask): () => void;
  /** The oldest task; undefined when none came in a minute. Throws ActivityDoesNotExist. */
  poll(arn: string, workerName: string | undefined): Promise<ScheduledTask | undefined>;
  stop(): void;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetActivityTask.html */
const POLL_MS = 60_000;

interface Entry {
  readonly activity: Activity;
  readonly tasks: Set<ScheduledTask>;
  readonly workers: Set<(task: ScheduledTask | undefined) => void>;
}

export const activityDoesNotExist = (arn: string) =>
  new AwsError("ActivityDoesNotExist", `Activity Does Not Exist: '${arn}'`);

export const createActivities = (clock: Pick<Clock, "now" | "schedule">, state: State): Activities => {
  const kept = state.records("states/activities", z.object({ creationDate: z.number() }));
  const before = new Map(kept.read());
  const entries = new Map<string, Entry>();
  const entryOf = (arn: string): Entry => {
    const entry = entries.get(arn);
    if (!entry) throw activityDoesNotExist(arn);
    return entry;
  };
  const release = ({ workers }: Entry) => {
    for (const worker of [...workers]) worker(undefined);
  };

  return {
    provision({ outputs }) {
      const arn = String(outputs.arn);
      const creationDate = before.get(arn)?.creationDate ?? clock.now();
      kept.put(arn, { creationDate });
      const activity = { arn, name: lastPart(arn), creationDate: new Date(creationDate) };
      entries.set(arn, { activity, tasks: new Set(), workers: new Set() });
    },
    find: (arn) => entries.get(arn)?.activity,
    all: () => [...entries.values()].map(({ activity }) => activity),
    delete(arn) {
      const entry = entries.get(arn);
      entries.delete(arn);
      before.delete(arn);
      kept.delete(arn);
      if (entry) release(entry);
    },
    schedule(arn, task) {
      const { tasks, workers } = entryOf(arn);
      const [worker] = workers;
      if (worker) worker(task);
      else tasks.add(task);
      return () => void tasks.delete(task);
    },
    poll(arn, workerName) {
      const { tasks, workers } = entryOf(arn);
      const [waiting] = tasks;
      if (waiting) {
        tasks.delete(waiting);
        waiting.onTaken(workerName);
        return Promise.resolve(waiting);
      }
      return new Promise((resolve) => {
        const answer = (task: ScheduledTask | undefined) => {
          cancel();
          workers.delete(answer);
          task?.onTaken(workerName);
          resolve(task);
        };
        const cancel = clock.schedule(POLL_MS, () => answer(undefined));
        workers.add(answer);
      });
    },
    stop() {
      for (const entry of entries.values()) release(entry);
    },
  };
};
