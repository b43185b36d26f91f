import { arnOf, lastPart, parseArn } from "../../core/arn.ts";
import { AwsError } from "../../core/aws-error.ts";
import type { Account } from "../../core/resource-type.ts";
import { LocalQueue, type QueueSurroundings } from "./local-queue.ts";
import { checkQueueName, newAttributes, type QueueAttributes } from "./queue-attributes.ts";

/** `orders.fifo` of a queue URL, whatever its host (SST writes `https://sqs.<region>.amazonaws.com/...`), or an ARN. */
export const queueNameOf = lastPart;

export const queueArn = (name: string, account: Account): string => arnOf("sqs", account, name);

/** The URL of the queue with this ARN, at the gateway (`endpoint`). */
export const queueUrlOf = ({ endpoint }: { endpoint: string }, arn: string): string => {
  const { account, name } = parseArn(arn) ?? {};
  return `${endpoint}/${account}/${name}`;
};

interface StoreOptions extends Account {
  /** Start of queue URLs, `http://127.0.0.1:4566`. */
  readonly endpoint: string;
}

/** All queues. */
export interface QueueStore {
  /** Throws what AWS says to attributes or a name it refuses, or to a name deleted in the last minute. */
  create(name: string, attributes: QueueAttributes): LocalQueue;
  delete(queue: LocalQueue): void;
  byName(name: string): LocalQueue | undefined;
  byArn(arn: string): LocalQueue | undefined;
  all(): LocalQueue[];
  /** Throws what the SDK calls `QueueDoesNotExist`. */
  find(url: string): LocalQueue;
}

const SECONDS_BEFORE_REUSE = 60;

export const createQueueStore = (account: StoreOptions, surroundings: QueueSurroundings): QueueStore => {
  const { clock } = surroundings;
  const queues = new Map<string, LocalQueue>();
  const deletedAt = new Map<string, number>();

  return {
    byName: (name) => queues.get(name),
    byArn(arn) {
      const queue = queues.get(queueNameOf(arn));
      return queue?.arn === arn ? queue : undefined;
    },
    all: () => [...queues.values()],
    create(name, given) {
      checkQueueName(name, given.FifoQueue?.toLowerCase() === "true");
      const attributes = newAttributes(given);
      if (clock.now() - (deletedAt.get(name) ?? Number.NEGATIVE_INFINITY) < SECONDS_BEFORE_REUSE * 1000)
        throw new AwsError(
          "QueueDeletedRecently",
          `You must wait ${SECONDS_BEFORE_REUSE} seconds after deleting a queue before you can create another with the same name.`,
        );
      const url = `${account.endpoint}/${account.accountId}/${name}`;
      const queue = new LocalQueue(surroundings, { name, url, arn: queueArn(name, account) }, attributes);
      queues.set(name, queue);
      return queue;
    },
    delete(queue) {
      queue.purge();
      queue.close();
      surroundings.kept.forget(queue.name);
      queues.delete(queue.name);
      deletedAt.set(queue.name, clock.now());
    },
    find(url) {
      const queue = queues.get(queueNameOf(url));
      if (!queue) throw new AwsError("QueueDoesNotExist", "The specified queue does not exist.");
      return queue;
    },
  };
};
