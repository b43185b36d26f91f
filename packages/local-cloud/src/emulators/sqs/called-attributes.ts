import { z } from "zod";
import { pairs } from "../../state/shapes.ts";
import type { State } from "../../state/state.ts";
import type { LocalQueue } from "./local-queue.ts";
import type { QueueAttributes } from "./queue-attributes.ts";

/** What calls made of the attributes and tags of queues; it outlasts the process. */
export interface CalledAttributes {
  keep(queue: LocalQueue): void;
  /** The queue is gone, or the config says something else of it now. */
  forget(queueName: string): void;
  /** Takes up what the run before left; `changed` is told of each queue that has its attributes again. */
  restore(byName: (name: string) => LocalQueue | undefined, changed: (queue: LocalQueue) => void): void;
}

interface Kept {
  readonly attributes: QueueAttributes;
  readonly tags: [name: string, value: string][];
}
const toKept = ({ attributes, tags }: LocalQueue): Kept => ({ attributes, tags: [...tags] });

export const createCalledAttributes = (state: State): CalledAttributes => {
  const records = state.records(
    "sqs/attributes",
    z.object({ attributes: z.looseObject({}), tags: pairs }),
    toKept,
  );
  // What is kept is read from the file, which has what is forgotten a little longer.
  const forgotten = new Set<string>();
  return {
    keep: (queue) => records.put(queue.name, queue),
    forget(name) {
      forgotten.add(name);
      records.delete(name);
    },
    restore(byName, changed) {
      for (const [name, { attributes, tags }] of records.read()) {
        if (forgotten.has(name)) continue;
        const queue = byName(name);
        if (!queue) {
          records.delete(name);
          continue;
        }
        queue.attributes = attributes;
        queue.tags.clear();
        for (const [key, value] of tags) queue.tags.set(key, value);
        changed(queue);
      }
    },
  };
};
